package dev.quern.engine.io.json;

import dev.quern.engine.io.csv.BytesCells;
import dev.quern.engine.io.csv.CsvDialect;
import dev.quern.engine.io.csv.Digits;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** UTF8 as strings: quotes, backslashes and control characters escaped, all else as it is. */
final class JsonText extends BytesCells {
  private static final String DIGITS = "0123456789abcdef";

  JsonText(Field field, CsvDialect dialect) {
    super(field, dialect);
  }

  @Override
  protected void writeBytes(MemorySegment source, long from, int n, TextOutput output) {
    output.put((byte) '"');
    for (int done = 0; done < n; ) {
      int part = Math.min(TextOutput.MAX_ROOM / 2, n - done);
      putPlain(source, from + done, part, output);
      done += part;
    }
    output.put((byte) '"');
  }

  /** A name as a string. */
  static String quoted(String name) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < 0x80 && isSpecial((byte) c)) {
        text.append(escape((byte) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }

  /* In one piece, and if it then turns out to need escapes, byte by byte over it. */
  private static void putPlain(MemorySegment source, long from, int n, TextOutput output) {
    byte[] room = output.room(n + Long.BYTES);
    int at = output.position();
    output.copy(source, from, n);
    for (int i = at; i < at + n; i += Long.BYTES) {
      long special = JsonScanner.special(Digits.word(room, i));
      int first = i + (Long.numberOfTrailingZeros(special) >>> 3);
      // Behind the text stands what was written before.
      if (special != 0 && first < at + n) {
        output.advanceTo(first);
        putEscaped(source, from + first - at, n - (first - at), output);
        return;
      }
    }
    output.advanceTo(at + n);
  }

  private static void putEscaped(MemorySegment source, long from, int n, TextOutput output) {
    for (int i = 0; i < n; i++) {
      byte b = source.get(ValueLayout.JAVA_BYTE, from + i);
      if (isSpecial(b)) {
        output.put(escape(b));
      } else {
        output.put(b);
      }
    }
  }

  private static boolean isSpecial(byte b) {
    return b == '"' || b == '\\' || (b >= 0 && b < ' ');
  }

  private static String escape(byte b) {
    return switch (b) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> "\\u00" + DIGITS.charAt(b >> 4) + DIGITS.charAt(b & 0xf);
    };
  }
}
