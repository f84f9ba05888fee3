package dev.quern.engine.function.text;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Bytes as text and back: hexadecimal, Base64 (RFC 4648), URL encoding. */
final class Encodings {
  private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private Encodings() {}

  static void hex(Row in, RowResult out) {
    byte[] bytes = in.text(0);
    for (int i = 0; i < in.length(0); i++) {
      hexByte(bytes[i], out);
    }
  }

  private static void hexByte(byte octet, RowResult out) {
    out.append(DIGITS[(octet >>> 4) & 0xF]);
    out.append(DIGITS[octet & 0xF]);
  }

  /** An odd number of digits has a 0 before it. */
  static void unhex(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    int half = (length & 1) == 0 ? -1 : 0;
    for (int i = 0; i < length; i++) {
      int digit = Character.digit(text[i], 16);
      if (digit < 0) {
        throw bad("hexadecimal", in);
      }
      if (half < 0) {
        half = digit;
      } else {
        out.append((byte) ((half << 4) | digit));
        half = -1;
      }
    }
  }

  static RowFunction base64(Known known) {
    Base64.Encoder encoder = Base64.getEncoder();
    return (in, out) -> {
      byte[] bytes = in.text(0);
      out.append(encoder.encode(Arrays.copyOf(bytes, in.length(0))));
    };
  }

  static RowFunction unbase64(Known known) {
    Base64.Decoder decoder = Base64.getDecoder();
    return (in, out) -> {
      byte[] text = in.text(0);
      try {
        out.append(decoder.decode(Arrays.copyOf(text, in.length(0))));
      } catch (IllegalArgumentException e) {
        throw bad("Base64", in);
      }
    };
  }

  /** Letters, digits and {@code - . _ ~} as they are, all else as %XX (RFC 3986). */
  static void urlEncode(Row in, RowResult out) {
    byte[] text = in.text(0);
    for (int i = 0; i < in.length(0); i++) {
      byte octet = text[i];
      boolean plain = octet > 0 && (Character.isLetterOrDigit(octet) || "-._~".indexOf(octet) >= 0);
      if (plain) {
        out.append(octet);
      } else {
        out.append('%');
        hexByte(octet, out);
      }
    }
  }

  static void urlDecode(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    for (int i = 0; i < length; i++) {
      if (text[i] != '%') {
        out.append(text[i]);
        continue;
      }
      int high = i + 2 < length ? Character.digit(text[i + 1], 16) : -1;
      int low = i + 2 < length ? Character.digit(text[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw bad("URL-encoded", in);
      }
      out.append((byte) ((high << 4) | low));
      i += 2;
    }
    if (!isUtf8(out)) {
      throw bad("URL-encoded UTF-8", in);
    }
  }

  private static boolean isUtf8(RowResult out) {
    byte[] bytes = out.reserve(0);
    return Utf8.isAscii(bytes, out.size()) || wellFormed(decoder(), bytes, out.size());
  }

  /** Binary as text, which it must be. */
  static RowFunction decode(Known known) {
    CharsetDecoder decoder = decoder();
    return (in, out) -> {
      byte[] bytes = in.text(0);
      int length = in.length(0);
      if (!Utf8.isAscii(bytes, length) && !wellFormed(decoder, bytes, length)) {
        throw new ComputeException("a value of %d bytes is no UTF-8".formatted(length));
      }
      out.slice(0, length);
    };
  }

  private static CharsetDecoder decoder() {
    return StandardCharsets.UTF_8.newDecoder();
  }

  private static boolean wellFormed(CharsetDecoder decoder, byte[] bytes, int length) {
    ByteBuffer source = ByteBuffer.wrap(bytes, 0, length);
    CharBuffer chars = CharBuffer.allocate(length);
    CoderResult result = decoder.reset().decode(source, chars, true);
    return !result.isError();
  }

  /** An integer in hexadecimal, of two's complement if negative. */
  static void hexOfInteger(Row in, RowResult out) {
    digits(in.integer(0), 4, out);
  }

  /** An integer in binary, of two's complement if negative. */
  static void binary(Row in, RowResult out) {
    digits(in.integer(0), 1, out);
  }

  private static void digits(long value, int bits, RowResult out) {
    int count = Math.max(1, (64 - Long.numberOfLeadingZeros(value) + bits - 1) / bits);
    for (int i = count - 1; i >= 0; i--) {
      out.append(DIGITS[(int) (value >>> (i * bits)) & ((1 << bits) - 1)]);
    }
  }

  private static ComputeException bad(String what, Row in) {
    return new ComputeException("'%s' is not %s".formatted(shown(in), what));
  }

  /** The first argument as an error shows it. */
  static String shown(Row in) {
    byte[] bytes = in.text(0);
    int length = in.length(0);
    int end = Utf8.skip(bytes, 0, length, 60);
    String text = new String(bytes, 0, end, StandardCharsets.UTF_8);
    return end < length ? text + "..." : text;
  }
}
