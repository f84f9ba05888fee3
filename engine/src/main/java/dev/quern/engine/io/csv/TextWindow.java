package dev.quern.engine.io.csv;

import dev.quern.engine.StorageException;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.ScanKernel;
import dev.quern.engine.kernel.StructureMarks;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The part of a file's text that is being worked on: sized to stay in the cache, moved on from row
 * to row, and made larger only for a row that does not fit.
 *
 * <p>The text is held twice, in native memory for the vector kernel and in an array for the
 * parsers, whose loops over single bytes run several times faster there.
 */
final class TextWindow implements AutoCloseable {
  /** What fits the second-level cache together with its marks and the columns it becomes. */
  static final int DEFAULT_BYTES = 256 << 10;

  /* Shorter texts do not repay what compiling the vector kernel costs. */
  private static final long SCALAR_BELOW = 1 << 20;

  private final TextInput file;
  private long end; // where in the file the last row ends; found out while a stream is read
  private final CsvDialect dialect;
  private final CsvErrors errors;
  private final int maxRowBytes;
  private final MemoryBudget budget;
  private final ScanKernel kernel;
  private final Rows rows;
  private final StructureMarks marks;
  private NativeBuffer memory;
  private byte[] text;
  private int capacity;
  private long start; // where in the file the window begins
  private int filled; // bytes of text in it
  private int used; // bytes of them in rows already handed out

  /** The rows of {@code file} from {@code start}, where one begins, to {@code end}. */
  TextWindow(
      TextInput file,
      long start,
      long end,
      CsvOptions options,
      Rows rows,
      int bytes,
      MemoryBudget budget) {
    this.file = file;
    this.start = start;
    this.end = end;
    this.dialect = options.dialect();
    this.errors = new CsvErrors(file, options.dialect(), start);
    this.maxRowBytes = options.maxRowBytes();
    this.budget = budget;
    this.kernel =
        dialect.isSequential()
            ? new SequentialScan(dialect)
            : end - start < SCALAR_BELOW ? Kernels.scalar().scan() : Kernels.active().scan();
    this.rows = rows;
    this.capacity = (int) Math.min(Math.min(bytes, maxRowBytes), end - start);
    this.marks = new StructureMarks(capacity + 1);
    this.text = new byte[capacity + 1 + Digits.SLACK];
    this.memory = budget.allocate(capacity + 1L);
  }

  /** Moves on to the next complete rows; false when there are none left. */
  boolean advance() {
    while (true) {
      drop();
      fill();
      if (filled == 0) {
        return false;
      }
      boolean last = start + filled == end;
      int length = last ? terminate() : filled;
      int lastMark = scan(length);
      if (lastMark > 0) {
        used = marks.positions()[lastMark] + 1;
        if (!marks.ascii()) {
          checkUtf8();
        }
        rows.index(text, marks, lastMark);
        if (rows.raggedAt >= 0) {
          throw errors.ragged(start + rows.raggedAt, rows.raggedFields, rows.columns());
        }
        if (rows.count > 0) {
          return true;
        }
      } else if (last) {
        throw errors.neverClosed(end);
      } else {
        grow();
      }
    }
  }

  /** Where in the file a position of the text is. */
  long filePosition(int position) {
    return start + position;
  }

  /** Bytes of the file that are not in rows handed out yet. */
  long remaining() {
    return end - start - used;
  }

  /** Bytes of text in the rows handed out last. */
  int used() {
    return used;
  }

  CsvErrors errors() {
    return errors;
  }

  @Override
  public void close() {
    memory.close();
  }

  private void drop() {
    int rest = Math.max(0, filled - used);
    if (used > 0 && rest > 0) {
      System.arraycopy(text, used, text, 0, rest);
      MemorySegment.copy(text, 0, memory.segment(), ValueLayout.JAVA_BYTE, 0, rest);
    }
    start = Math.min(end, start + used);
    filled = rest;
    used = 0;
  }

  private void fill() {
    int more = (int) Math.min(capacity - filled, end - start - filled);
    if (more > 0) {
      MemorySegment target = memory.segment().asSlice(filled, more);
      int count = file.read(start + filled, target);
      MemorySegment.copy(target, ValueLayout.JAVA_BYTE, 0, text, filled, count);
      filled += count;
      if (count < more) {
        if (end != TextInput.UNKNOWN) {
          throw new StorageException(
              "%s became shorter while it was read: it ends at byte %d"
                  .formatted(file.path(), start + filled));
        }
        end = start + filled;
      }
    }
  }

  /* A last row without a line feed gets one: there is room for it. */
  private int terminate() {
    if (text[filled - 1] == '\n') {
      return filled;
    }
    text[filled] = '\n';
    memory.segment().set(ValueLayout.JAVA_BYTE, filled, (byte) '\n');
    return filled + 1;
  }

  /* The mark that ends the last complete row; 0 when there is none. */
  private int scan(int length) {
    kernel.scan(
        memory.segment(), length, dialect.delimiterByte(), dialect.quoteByte(), false, marks);
    if (marks.misplaced() >= 0) {
      throw errors.misplacedQuote(start + marks.misplaced());
    }
    if (start + filled == end && marks.inside()) {
      throw errors.neverClosed(end);
    }
    int last = marks.count();
    int[] positions = marks.positions();
    while (last > 0 && text[positions[last]] != '\n') {
      last--;
    }
    return last;
  }

  private void checkUtf8() {
    int bad = Utf8.firstInvalid(text, 0, Math.min(used, filled));
    if (bad >= 0) {
      throw errors.invalidUtf8(start + bad, text[bad]);
    }
  }

  private void grow() {
    if (capacity >= maxRowBytes) {
      throw errors.rowTooLong(start, maxRowBytes);
    }
    int larger = (int) Math.min(Math.min(2L * capacity, maxRowBytes), end - start);
    NativeBuffer wider = budget.allocate(larger + 1L);
    memory.close();
    memory = wider;
    byte[] old = text;
    text = new byte[larger + 1 + Digits.SLACK];
    System.arraycopy(old, 0, text, 0, filled);
    MemorySegment.copy(text, 0, memory.segment(), ValueLayout.JAVA_BYTE, 0, filled);
    marks.ensure(larger + 1);
    capacity = larger;
  }
}
