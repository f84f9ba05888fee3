package dev.quern.engine.io.csv;

import dev.quern.engine.DataException;
import dev.quern.engine.io.text.TextInput;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a file begins.
 *
 * @param dataStart where the first row of values begins
 * @param names the columns' names, made up where the file has none; empty for a file without rows
 */
record CsvHeader(long dataStart, List<String> names) {
  private static final int FIRST_READ = 64 << 10;

  /** Reads the beginning of {@code file}. */
  static CsvHeader read(TextInput file, CsvOptions options) {
    for (long size = FIRST_READ; ; size *= 4) {
      int wanted = (int) Math.min(Math.min(size, options.maxRowBytes()), file.size());
      byte[] text = new byte[wanted + Digits.SLACK];
      int count = file.read(0, MemorySegment.ofArray(text).asSlice(0, wanted));
      boolean whole = count < wanted || count == file.size();
      CsvHeader header = new FirstRow(file, options, text, count, whole).read();
      if (header != null) {
        return header;
      }
      if (count >= options.maxRowBytes()) {
        throw new CsvErrors(file, options.dialect(), 0).rowTooLong(0, options.maxRowBytes());
      }
    }
  }

  /** The first row of the text in hand. */
  private static final class FirstRow {
    private final TextInput file;
    private final CsvOptions options;
    private final CsvDialect dialect;
    private final byte[] text;
    private final int length;
    private final boolean whole;
    private int at;

    FirstRow(TextInput file, CsvOptions options, byte[] text, int length, boolean whole) {
      this.file = file;
      this.options = options;
      this.dialect = options.dialect();
      this.text = text;
      this.length = length;
      this.whole = whole;
    }

    /*
     * Null when the text in hand ends too early. Blank lines before a header are no data; without
     * one they are rows of a table with a single column.
     */
    @Nullable CsvHeader read() {
      if (startsWith(0xef, 0xbb, 0xbf)) {
        at = 3;
      }
      for (int skipped = 0; skipped < options.skipLines(); skipped++) {
        skipLine();
      }
      int first = at;
      while (at < length && isSkipped()) {
        skipLine();
      }
      if (at >= length) {
        return whole ? new CsvHeader(options.header() ? at : first, List.of()) : null;
      }
      int start = at;
      List<String> fields = new ArrayList<>();
      boolean complete = readRow(fields);
      if (!complete && !whole) {
        return null;
      }
      if (!options.header()) {
        return new CsvHeader(first, madeUp(fields.size()));
      }
      return new CsvHeader(
          at, options.names().isEmpty() ? named(fields, start) : madeUp(fields.size()));
    }

    private boolean isSkipped() {
      byte b = text[at];
      return b == '\n'
          || (b == '\r' && at + 1 < length && text[at + 1] == '\n')
          || (dialect.comment() != CsvDialect.NONE && b == dialect.comment());
    }

    private void skipLine() {
      while (at < length && text[at] != '\n') {
        at++;
      }
      at = Math.min(length, at + 1);
    }

    /* Reads up to behind the line feed; false when the text ends before. */
    private boolean readRow(List<String> fields) {
      int start = at;
      while (true) {
        fields.add(readField(start));
        if (at >= length) {
          return false;
        }
        boolean last = text[at] == '\n';
        at++;
        if (last) {
          return true;
        }
      }
    }

    /* Reads up to the delimiter or line feed; quotes in wrong places are found by the scan later. */
    private String readField(int rowStart) {
      ByteArrayOutputStream field = new ByteArrayOutputStream();
      boolean quoted = false;
      int from = at;
      for (; at < length; at++) {
        byte b = text[at];
        boolean escapes = dialect.escape() != CsvDialect.NONE && b == dialect.escape();
        if (quoted && escapes && at + 1 < length) {
          at++;
          field.write(text[at]);
        } else if (dialect.quote() != CsvDialect.NONE && b == dialect.quote()) {
          if (!quoted && at > from && text[at - 1] == b) {
            field.write(b);
          }
          quoted = !quoted;
        } else if (!quoted && (b == '\n' || b == dialect.delimiter())) {
          break;
        } else {
          field.write(b);
        }
      }
      if (quoted && whole) {
        throw new CsvErrors(file, dialect, rowStart).neverClosed(file.size());
      }
      byte[] bytes = field.toByteArray();
      boolean carriage = at < length && text[at] == '\n' && at > from && text[at - 1] == '\r';
      return decode(bytes, carriage ? bytes.length - 1 : bytes.length, from);
    }

    private String decode(byte[] bytes, int n, int from) {
      byte[] padded = new byte[n + Digits.SLACK];
      System.arraycopy(bytes, 0, padded, 0, n);
      int bad = Utf8.firstInvalid(padded, 0, n);
      if (bad >= 0) {
        throw new CsvErrors(file, dialect, 0).invalidUtf8(from + (long) bad, bytes[bad]);
      }
      return new String(bytes, 0, n, StandardCharsets.UTF_8);
    }

    private List<String> named(List<String> fields, int start) {
      List<String> names = new ArrayList<>();
      Map<String, Integer> seen = new HashMap<>();
      for (String field : fields) {
        String name = field.isEmpty() ? "column_" + (names.size() + 1) : field;
        names.add(name);
        Integer earlier = seen.put(name, names.size());
        if (earlier != null) {
          throw new DataException(
              ("%s:%d: the header names '%s' twice, as column %d and column %d: name the columns"
                      + " yourself by withNames(..)")
                  .formatted(file.path(), lineAt(start), name, earlier, names.size()));
        }
      }
      return names;
    }

    private static List<String> madeUp(int count) {
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        names.add("column_" + i);
      }
      return names;
    }

    private int lineAt(int position) {
      int line = 1;
      for (int i = 0; i < position; i++) {
        line += text[i] == '\n' ? 1 : 0;
      }
      return line;
    }

    private boolean startsWith(int... bytes) {
      for (int i = 0; i < bytes.length; i++) {
        if (i >= length || (text[i] & 0xff) != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }
}
