package dev.quern.engine.io.parquet.read;

import java.util.Arrays;

/**
 * Unsigned integers in the hybrid of run lengths and bit packing: dictionary indexes. Resumable at
 * any value, so a page may be larger than a batch.
 */
final class HybridReader {
  private static final int WIDEST = 32;

  private final ByteCursor in;
  private final int width;

  // The current run: values left, and either one value for all or packed bits from `bit` on.
  private int left;
  private boolean packed;
  private int value;
  private long bit;

  /** Values of {@code width} bits in the rest of {@code in}. */
  HybridReader(ByteCursor in, int width) {
    if (width > WIDEST) {
      throw new CorruptPage("indexes of %d bits".formatted(width));
    }
    this.in = in;
    this.width = width;
  }

  /** Writes the next {@code count} values to {@code out} from {@code at} on. */
  void read(int count, int[] out, int at) {
    // Zero bits need no runs, and some writers leave them out.
    if (width == 0) {
      Arrays.fill(out, at, at + count, 0);
      return;
    }
    int done = 0;
    while (done < count) {
      if (left == 0) {
        nextRun();
      }
      int part = Math.min(left, count - done);
      if (packed) {
        BitUnpack.unpack(in.bytes(), bit, width, part, out, at + done);
        bit += (long) part * width;
      } else {
        Arrays.fill(out, at + done, at + done + part, value);
      }
      left -= part;
      done += part;
    }
  }

  /** Passes over the next {@code count} values. */
  void skip(int count) {
    if (width == 0) {
      return;
    }
    for (int done = 0; done < count; ) {
      if (left == 0) {
        nextRun();
      }
      int part = Math.min(left, count - done);
      bit += (long) part * width;
      left -= part;
      done += part;
    }
  }

  private void nextRun() {
    int header = in.readVarint();
    packed = (header & 1) != 0;
    if (packed) {
      // The last run may promise more groups than there are bytes, or end within a group.
      long bytes = Math.min((long) (header >>> 1) * width, in.remaining());
      left = (int) Math.min((header >>> 1) * 8L, bytes * 8 / width);
      bit = 8L * in.take((int) bytes);
    } else {
      value = 0;
      for (int shift = 0; shift < width; shift += 8) {
        value |= in.readByte() << shift;
      }
      left = header >>> 1;
    }
  }
}
