package dev.quern.engine.io.csv;

import dev.quern.engine.kernel.StructureMarks;
import java.util.Arrays;

/**
 * The fields of the complete rows of a piece of text: field c of row r lies between the marks
 * {@code r * stride + c} and the next one.
 *
 * <p>Where every row has the same fields and the same line end, the marks are those of the scan as
 * they are. Otherwise (blank lines, comments, ragged rows, mixed line ends) they are written anew,
 * with two more a row: where it begins, and where its text ends.
 *
 * <pre>
 *   text      a , b b \n c , d \n        marks  -1 1 4 6 8     stride 2
 * </pre>
 */
final class Rows {
  private final int columns;
  private final CsvDialect dialect;
  private final CsvOptions.RaggedRows ragged;
  private int[] anew = new int[0];

  /** The text, with {@link Digits#SLACK} bytes behind it. */
  byte[] text = new byte[0];

  int[] marks = anew;
  int stride;
  int count;

  /* 1 where a carriage return stands before every line feed. */
  private int returns;

  /** The first row with a number of fields that is an error, by its start; -1 without any. */
  int raggedAt;

  /** How many fields that row has. */
  int raggedFields;

  /** Rows of {@code columns} fields, or made such. */
  Rows(CsvDialect dialect, int columns, CsvOptions.RaggedRows ragged) {
    this.dialect = dialect;
    this.columns = columns;
    this.ragged = ragged;
  }

  /** How many fields a row has. */
  int columns() {
    return columns;
  }

  /** What to take from the closing mark of {@code column} to have the field's end. */
  int trailing(int column) {
    return column == columns - 1 ? returns : 0;
  }

  /** Where the row begins. */
  int start(int row) {
    return marks[row * stride] + 1;
  }

  /** Where the field begins. */
  int start(int row, int column) {
    return marks[row * stride + column] + 1;
  }

  /** Where the field ends; before its start when the row has no such field. */
  int end(int row, int column) {
    return marks[row * stride + column + 1] - trailing(column);
  }

  /** Where the whole row's text ends, surplus fields with it. */
  int end(int row) {
    if (stride == columns) {
      return marks[(row + 1) * stride] - returns;
    }
    int end = marks[row * stride + columns + 1];
    return end < 0 ? ~end : end;
  }

  /** Whether the row had too few or too many fields. */
  boolean isRagged(int row) {
    return stride > columns && marks[row * stride + columns + 1] < 0;
  }

  /** Takes the rows of {@code bytes} whose marks are {@code found}, the last one complete. */
  void index(byte[] bytes, StructureMarks found, int markCount) {
    text = bytes;
    raggedAt = -1;
    int lines = found.lines();
    int[] positions = found.positions();
    positions[0] = -1;
    if (dialect.comment() == CsvDialect.NONE
        && (long) lines * columns == markCount
        && isRegular(positions, lines)) {
      marks = positions;
      stride = columns;
      count = lines;
    } else {
      indexAnew(positions, markCount, lines);
    }
  }

  /* As many line feeds as rows, each in its place: then no row has more or fewer fields. */
  private boolean isRegular(int[] positions, int lines) {
    int crlf = 0;
    for (int row = 0, last = columns; row < lines; row++, last += columns) {
      int at = positions[last];
      if (text[at] != '\n') {
        return false;
      }
      if (at > positions[last - 1] + 1 && text[at - 1] == '\r') {
        crlf++;
      }
    }
    returns = crlf == 0 ? 0 : 1;
    return crlf == 0 || crlf == lines;
  }

  private void indexAnew(int[] positions, int markCount, int lines) {
    int needed = Math.multiplyExact(lines, columns + 2) + 1;
    if (anew.length < needed) {
      anew = new int[needed];
    }
    stride = columns + 2;
    returns = 0;
    count = 0;
    int first = 1;
    for (int k = 1; k <= markCount; k++) {
      if (text[positions[k]] == '\n') {
        addRow(positions, first, k);
        first = k + 1;
      }
    }
    marks = anew;
  }

  /* The row whose fields end at the marks first to last. */
  private void addRow(int[] positions, int first, int last) {
    int start = positions[first - 1] + 1;
    int end = positions[last];
    int lastStart = positions[last - 1] + 1;
    if (end > lastStart && text[end - 1] == '\r') {
      end--;
    }
    int fields = last - first + 1;
    if (isSkipped(start, fields, end)) {
      return;
    }
    if (fields != columns && !ragged.takes(fields < columns)) {
      if (raggedAt < 0 && ragged != CsvOptions.RaggedRows.SKIP) {
        raggedAt = start;
        raggedFields = fields;
      }
      return;
    }
    int base = count * stride;
    int kept = Math.min(fields, columns);
    anew[base] = start - 1;
    System.arraycopy(positions, first, anew, base + 1, kept - 1);
    anew[base + kept] = fields > columns ? positions[first + kept - 1] : end;
    Arrays.fill(anew, base + kept + 1, base + columns + 1, end);
    anew[base + columns + 1] = fields == columns ? end : ~end;
    count++;
  }

  private boolean isSkipped(int start, int fields, int end) {
    if (dialect.comment() != CsvDialect.NONE && text[start] == dialect.comment()) {
      return true;
    }
    return columns > 1 && fields == 1 && end == start;
  }
}
