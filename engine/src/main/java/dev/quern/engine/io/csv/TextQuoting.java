package dev.quern.engine.io.csv;

import dev.quern.engine.DataException;
import dev.quern.engine.io.text.TextOutput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The decision which texts need quotes, and how they are written in them. */
final class TextQuoting {
  private final CsvDialect dialect;
  private final boolean always;
  private final boolean[] special = new boolean[256];
  private final byte[][] nullTexts;

  /** Quotes where they are needed. */
  TextQuoting(CsvDialect dialect) {
    this(dialect, false);
  }

  /** Quotes where they are needed, or always. */
  TextQuoting(CsvDialect dialect, boolean always) {
    this.dialect = dialect;
    this.always = always;
    special['\n'] = true;
    special['\r'] = true;
    special[dialect.delimiter()] = true;
    if (dialect.quote() != CsvDialect.NONE) {
      special[dialect.quote()] = true;
    }
    this.nullTexts =
        dialect.nullTexts().stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  /** Writes a text of any length. */
  void write(byte[] text, TextOutput output) {
    write(MemorySegment.ofArray(text), 0, text.length, output);
  }

  /** Writes {@code n} bytes of {@code source} from {@code from} on. */
  void write(MemorySegment source, long from, int n, TextOutput output) {
    if (n > TextOutput.MAX_ROOM) {
      writeLong(source, from, n, output);
      return;
    }
    byte[] room = output.room(n);
    int start = output.position();
    output.copy(source, from, n);
    finish(room, start, n, output);
  }

  /** Writes the {@code n} bytes that already lie in the output's room, as they are or quoted. */
  void finish(byte[] room, int start, int n, TextOutput output) {
    if (isNeeded(room, start, n)) {
      byte[] text = Arrays.copyOfRange(room, start, start + n);
      output.put(quote(text, 0, n));
      putDoubled(text, n, output);
      output.put((byte) dialect.quote());
    } else {
      output.advanceTo(start + n);
    }
  }

  /** Whether a text must be quoted. */
  boolean isNeeded(byte[] text) {
    return isNeeded(text, 0, text.length);
  }

  private boolean isNeeded(byte[] text, int start, int n) {
    if (always) {
      return true;
    }
    if (n == 0) {
      return isNull(text, start, n);
    }
    boolean needed = false;
    for (int i = start; i < start + n; i++) {
      needed |= special[text[i] & 0xff];
    }
    byte first = text[start];
    return needed
        || isEdge(first)
        || (dialect.trim() && ColumnParser.isBlank(text[start + n - 1]))
        || isNull(text, start, n);
  }

  /* Whether a text that begins so would be a comment or lose a blank. */
  private boolean isEdge(byte first) {
    return (dialect.comment() != CsvDialect.NONE && first == dialect.comment())
        || (dialect.trim() && ColumnParser.isBlank(first));
  }

  private boolean isNull(byte[] text, int start, int n) {
    for (byte[] candidate : nullTexts) {
      if (candidate.length == n && Arrays.equals(candidate, 0, n, text, start, start + n)) {
        return true;
      }
    }
    return false;
  }

  /* Piece by piece: no text is too long. One that is far longer than a null text is none. */
  private void writeLong(MemorySegment source, long from, int n, TextOutput output) {
    byte[] piece = new byte[TextOutput.MAX_ROOM];
    boolean quoted = false;
    for (int done = 0; done < n && !quoted; done += piece.length) {
      int part = load(source, from + done, n - done, piece);
      quoted = isNeeded(piece, 0, part);
    }
    if (quoted) {
      output.put(quote(piece, 0, piece.length));
    }
    for (int done = 0; done < n; done += piece.length) {
      int part = load(source, from + done, n - done, piece);
      if (quoted) {
        putDoubled(piece, part, output);
      } else {
        output.put(piece, 0, part);
      }
    }
    if (quoted) {
      output.put((byte) dialect.quote());
    }
  }

  private static int load(MemorySegment source, long from, int rest, byte[] piece) {
    int part = Math.min(piece.length, rest);
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, piece, 0, part);
    return part;
  }

  private void putDoubled(byte[] text, int n, TextOutput output) {
    for (int i = 0; i < n; i++) {
      if (dialect.escape() == CsvDialect.NONE) {
        if (text[i] == dialect.quote()) {
          output.put(text[i]);
        }
      } else if (text[i] == dialect.quote() || text[i] == dialect.escape()) {
        output.put((byte) dialect.escape());
      }
      output.put(text[i]);
    }
  }

  private byte quote(byte[] text, int from, int n) {
    if (dialect.quote() == CsvDialect.NONE) {
      throw new DataException(
          "the text '%s' would need quotes, and the dialect has none: give it one by withQuote('\"')"
              .formatted(new String(text, from, Math.min(n, 100), StandardCharsets.UTF_8)));
    }
    return (byte) dialect.quote();
  }
}
