package dev.quern.engine.function.text;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;

/** Texts put together, and single characters. */
final class Concats {
  private Concats() {}

  static void concat(Row in, RowResult out) {
    for (int i = 0; i < in.size(); i++) {
      out.append(in.text(i), 0, in.length(i));
    }
  }

  /** With the first text between the others, of which nulls are left out. */
  static void withSeparator(Row in, RowResult out) {
    if (in.isNull(0)) {
      out.setNull();
      return;
    }
    boolean any = false;
    for (int i = 1; i < in.size(); i++) {
      if (!in.isNull(i)) {
        if (any) {
          out.append(in.text(0), 0, in.length(0));
        }
        any = true;
        out.append(in.text(i), 0, in.length(i));
      }
    }
  }

  /** The first code point; 0 of the empty text. */
  static void codePoint(Row in, RowResult out) {
    byte[] text = in.text(0);
    out.set(in.length(0) == 0 ? 0L : (long) Utf8.codePoint(text, 0));
  }

  static void character(Row in, RowResult out) {
    long point = in.integer(0);
    if (point < 0 || point > Character.MAX_CODE_POINT || isSurrogate(point)) {
      throw new ComputeException(point + " is no character of Unicode");
    }
    out.appendCodePoint((int) point);
  }

  private static boolean isSurrogate(long point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
