package dev.quern.engine.function.text;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;

/** Texts filled up to a length in code points, cut where they are longer, or repeated. */
final class Pads {
  /* A text is at most so long: views count in int32, and a mistake should not fill the memory. */
  private static final int LARGEST = 64 << 20;

  private static final byte[] BLANK = {' '};
  private static final byte[] ZERO = {'0'};

  private Pads() {}

  static void left(Row in, RowResult out) {
    pad(in, out, true);
  }

  static void right(Row in, RowResult out) {
    pad(in, out, false);
  }

  private static void pad(Row in, RowResult out, boolean before) {
    byte[] text = in.text(0);
    int length = in.length(0);
    long wanted = Math.max(0, in.integer(1));
    int points = Utf8.count(text, 0, length);
    if (points >= wanted) {
      out.slice(0, Utf8.skip(text, 0, length, wanted));
      return;
    }
    byte[] fill = in.size() > 2 ? in.text(2) : BLANK;
    int size = in.size() > 2 ? in.length(2) : 1;
    if (size == 0) {
      out.slice(0, length);
      return;
    }
    if (before) {
      fill(out, fill, size, wanted - points);
      out.append(text, 0, length);
    } else {
      out.append(text, 0, length);
      fill(out, fill, size, wanted - points);
    }
  }

  private static void fill(RowResult out, byte[] fill, int size, long points) {
    check(points);
    int at = 0;
    for (long left = points; left > 0; left--) {
      int width = Utf8.width(fill[at]);
      out.append(fill, at, at + width);
      at = at + width == size ? 0 : at + width;
    }
  }

  /** Zeros before a number, behind its sign, up to a length. */
  static void zeros(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    long missing = in.integer(1) - Utf8.count(text, 0, length);
    if (missing <= 0) {
      out.slice(0, length);
      return;
    }
    int sign = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    out.append(text, 0, sign);
    fill(out, ZERO, 1, missing);
    out.append(text, sign, length);
  }

  static void repeat(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    long times = in.integer(1);
    if (length == 0 || times <= 0) {
      return;
    }
    check(times > LARGEST ? times : times * length);
    for (long left = times; left > 0; left--) {
      out.append(text, 0, length);
    }
  }

  private static void check(long length) {
    if (length > LARGEST) {
      throw new ComputeException(
          "a text of %d characters: %d are the most that a function makes"
              .formatted(length, LARGEST));
    }
  }
}
