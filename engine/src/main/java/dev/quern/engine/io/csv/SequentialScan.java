package dev.quern.engine.io.csv;

import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.ScanKernel;
import dev.quern.engine.kernel.StructureMarks;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The scan of text with comment lines or escapes, which cannot be done 64 bytes at a time: whether
 * a quote in it counts depends on whether its line began outside quotes with the comment character,
 * or on the escapes before it. Of a comment only the line feed is marked.
 */
final class SequentialScan implements ScanKernel {
  private final boolean comments;
  private final byte comment;
  private final boolean escapes;
  private final byte escape;

  /** A scan of text with the comments and escapes of {@code dialect}. */
  SequentialScan(CsvDialect dialect) {
    this.comments = dialect.comment() != CsvDialect.NONE;
    this.comment = (byte) dialect.comment();
    this.escapes = dialect.escape() != CsvDialect.NONE;
    this.escape = (byte) dialect.escape();
  }

  @Override
  public void scan(
      MemorySegment text, int n, byte delimiter, int quote, boolean inside, StructureMarks marks) {
    int[] positions = marks.positions();
    int count = 0;
    int lines = 0;
    int signs = 0;
    int misplaced = Kernels.NONE;
    boolean quotes = false;
    boolean quoted = inside;
    boolean commented = false;
    byte before = '\n'; // or the delimiter, a quote that closed, or anything else as it is
    for (int i = 0; i < n; i++) {
      byte b = text.get(ValueLayout.JAVA_BYTE, i);
      signs |= b;
      boolean opensRow = !quoted && before == '\n';
      commented = (commented || (opensRow && comments && b == comment)) && b != '\n';
      if (commented) {
        before = b;
      } else if (b == quote) {
        quotes = true;
        boolean wrong = !quoted && before != '\n' && before != delimiter && before != quote;
        misplaced = wrong && misplaced == Kernels.NONE ? i : misplaced;
        quoted = !quoted;
        before = quoted ? 0 : b;
      } else if (quoted && escapes && b == escape && i + 1 < n) {
        signs |= text.get(ValueLayout.JAVA_BYTE, ++i);
        before = 0;
      } else if (quoted) {
        before = b == '\n' ? 0 : b;
      } else {
        boolean structural = b == '\n' || b == delimiter;
        boolean wrong = before == quote && quote != NO_QUOTE && !structural && b != '\r';
        misplaced = wrong && misplaced == Kernels.NONE ? i : misplaced;
        before = b;
        if (structural) {
          positions[++count] = i;
          lines += b == '\n' ? 1 : 0;
        }
      }
    }
    marks.set(count, lines, quoted, quotes, signs >= 0, misplaced);
  }

  @Override
  public int count(MemorySegment text, int n, byte value) {
    return Kernels.scalar().scan().count(text, n, value);
  }
}
