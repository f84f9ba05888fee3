package dev.quern.engine.function.text;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;

/** Characters taken off the ends of a text: white space, or those of a set. */
final class Trims {
  private Trims() {}

  /** Which ends. */
  enum End {
    BOTH,
    START,
    FINISH
  }

  static RowFunction of(End end, Known known) {
    if (known.size() == 1) {
      return (in, out) -> whiteSpace(end, in, out);
    }
    if (known.isConstant(1)) {
      int[] set = known.text(1).codePoints().toArray();
      return (in, out) -> chosen(end, in, out, set, set.length);
    }
    return (in, out) -> {
      byte[] characters = in.text(1);
      int[] set = new int[in.length(1)];
      chosen(end, in, out, set, Utf8.decode(characters, in.length(1), set));
    };
  }

  private static void whiteSpace(End end, Row in, RowResult out) {
    byte[] text = in.text(0);
    int from = 0;
    int to = in.length(0);
    if (end != End.FINISH) {
      while (from < to && Character.isWhitespace(Utf8.codePoint(text, from))) {
        from += Utf8.width(text[from]);
      }
    }
    if (end != End.START) {
      while (to > from) {
        int last = Utf8.before(text, to);
        if (!Character.isWhitespace(Utf8.codePoint(text, last))) {
          break;
        }
        to = last;
      }
    }
    out.slice(from, to);
  }

  private static void chosen(End end, Row in, RowResult out, int[] set, int count) {
    byte[] text = in.text(0);
    int from = 0;
    int to = in.length(0);
    if (end != End.FINISH) {
      while (from < to && contains(set, count, Utf8.codePoint(text, from))) {
        from += Utf8.width(text[from]);
      }
    }
    if (end != End.START) {
      while (to > from) {
        int last = Utf8.before(text, to);
        if (!contains(set, count, Utf8.codePoint(text, last))) {
          break;
        }
        to = last;
      }
    }
    out.slice(from, to);
  }

  private static boolean contains(int[] set, int count, int point) {
    for (int i = 0; i < count; i++) {
      if (set[i] == point) {
        return true;
      }
    }
    return false;
  }
}
