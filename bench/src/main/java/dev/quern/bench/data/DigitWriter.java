package dev.quern.bench.data;

import java.io.IOException;
import java.io.OutputStream;

/** Writes ASCII text and whole numbers without making a string of each. */
final class DigitWriter implements AutoCloseable {
  private static final int MARGIN = 64;

  private final OutputStream out;
  private final byte[] buffer = new byte[1 << 20];
  private int size;

  DigitWriter(OutputStream out) {
    this.out = out;
  }

  /** A few characters of ASCII. */
  void text(String text) throws IOException {
    room();
    for (int i = 0; i < text.length(); i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
  }

  /** A number that is not negative, with zeros in front up to {@code width} digits. */
  void padded(int number, int width) throws IOException {
    room();
    int digits = 1;
    for (int rest = number / 10; rest != 0; rest /= 10) {
      digits++;
    }
    digits = Math.max(digits, width);
    int rest = number;
    for (int i = size + digits - 1; i >= size; i--) {
      buffer[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  private void room() throws IOException {
    if (size > buffer.length - MARGIN) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.write(buffer, 0, size);
    size = 0;
  }

  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }
}
