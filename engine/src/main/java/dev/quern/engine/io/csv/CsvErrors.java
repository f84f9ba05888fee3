package dev.quern.engine.io.csv;

import dev.quern.engine.DataException;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import java.lang.foreign.MemorySegment;

/**
 * What is wrong with a file, and where. Lines and columns are counted only here, by reading the
 * file again from its beginning: a split knows nothing of what lies before it, and need not.
 */
final class CsvErrors {
  private static final int BLOCK = 256 << 10;

  private final TextInput file;
  private final CsvDialect dialect;
  private final long rowStart;

  /** Errors behind {@code rowStart}, a place where a row of {@code file} begins. */
  CsvErrors(TextInput file, CsvDialect dialect, long rowStart) {
    this.file = file;
    this.dialect = dialect;
    this.rowStart = rowStart;
  }

  DataException conflict(long at, String text, Field field, boolean declared) {
    String cure =
        declared
            ? "correct it, declare another type, or read such values as null with"
                + " withConflicts(NULL)"
            : "declare the column, as in withType(\"%s\", DType.UTF8), or infer from all rows with"
                    .formatted(field.name())
                + " withInference(ALL_ROWS)";
    return new DataException(
        "%s: '%s' is no %s (column '%s', %s): %s"
            .formatted(
                place(at),
                text,
                name(field.type()),
                field.name(),
                declared ? "declared" : "type inferred from a sample",
                cure));
  }

  DataException nullInNotNull(long at, Field field) {
    return new DataException(
        "%s: null in column '%s', which is declared not null".formatted(place(at), field.name()));
  }

  DataException ragged(long at, int found, int expected) {
    return new DataException(
        "%s:%d: %d field%s where there should be %d%s"
            .formatted(
                file.path(),
                locate(at).line,
                found,
                found == 1 ? "" : "s",
                expected,
                found < expected
                    ? ": complete the row, or read missing fields as null with"
                        + " withRaggedRows(FILL_NULL)"
                    : ": remove what is too much, quote the field that holds the delimiter, or"
                        + " leave surplus fields out with withRaggedRows(TRUNCATE)"));
  }

  DataException misplacedQuote(long at) {
    return new DataException(
        "%s: a quote inside a field that is not quoted, or text behind a closing quote: quote the"
                .formatted(place(at))
            + " whole field and double the quotes in it, or read quotes as ordinary text with"
            + " withQuote(NONE)");
  }

  /** Text up to {@code end}, the end of the file or of a split, that ends inside quotes. */
  DataException neverClosed(long end) {
    Place open = locate(end);
    String opened = "%s:%d:%d".formatted(file.path(), open.quoteLine, open.quoteColumn);
    return end == file.size() || file.isStream()
        ? new DataException("%s: the quote opened here is never closed".formatted(opened))
        : new DataException(
            ("%s: the quote opened here is not closed within 64 KiB of rows that look complete;"
                    + " close it, or if the text is meant, read with withCountQuotes(true)")
                .formatted(opened));
  }

  DataException rowTooLong(long at, int limit) {
    return new DataException(
        "%s:%d: this row has more than %,d bytes: is a quote in it never closed? If it is meant so,"
                .formatted(file.path(), locate(at).line, limit)
            + " raise withMaxRowBytes");
  }

  DataException invalidUtf8(long at, byte found) {
    return new DataException(
        "%s: byte %d of the text, 0x%02x, is no UTF-8: say what it is in, as in"
                .formatted(place(at), at, found & 0xff)
            + " withEncoding(StandardCharsets.ISO_8859_1)");
  }

  private String place(long at) {
    Place place = locate(at);
    return "%s:%d:%d".formatted(file.path(), place.line, place.column);
  }

  private static String name(DType type) {
    return type.toString();
  }

  /** A field, by the line its row begins at and its number in the row, both from 1. */
  private static final class Place {
    long line = 1;
    int column = 1;
    long quoteLine;
    int quoteColumn;

    private long nextLine = 1;
    private boolean quoted;
    private boolean escaped;
    private boolean commented;
    private boolean newRow = true;

    void skip(byte b) {
      if (b == '\n') {
        nextLine++;
        line = nextLine;
      }
    }

    void pass(byte b, CsvDialect dialect) {
      if (newRow) {
        line = nextLine;
        column = 1;
        commented = dialect.comment() != CsvDialect.NONE && b == dialect.comment();
        newRow = false;
      }
      boolean ordinary = escaped;
      escaped = quoted && !ordinary && dialect.escape() != CsvDialect.NONE && b == dialect.escape();
      if (b == '\n') {
        nextLine++;
        newRow = !quoted;
      } else if (ordinary || escaped) {
        return;
      } else if (commented) {
        return;
      } else if (dialect.quote() != CsvDialect.NONE && b == dialect.quote()) {
        quoted = !quoted;
        quoteLine = nextLine;
        quoteColumn = column;
      } else if (b == dialect.delimiter() && !quoted) {
        column++;
      }
    }

    void arrive() {
      if (newRow) {
        line = nextLine;
        column = 1;
      }
    }
  }

  private Place locate(long at) {
    Place place = new Place();
    byte[] block = new byte[BLOCK];
    for (long from = 0; from < at; ) {
      boolean before = from < rowStart;
      int count = (int) Math.min(block.length, (before ? Math.min(rowStart, at) : at) - from);
      file.read(from, MemorySegment.ofArray(block).asSlice(0, count));
      for (int i = 0; i < count; i++) {
        if (before) {
          place.skip(block[i]);
        } else {
          place.pass(block[i], dialect);
        }
      }
      from += count;
    }
    place.arrive();
    return place;
  }
}
