package dev.quern.engine.io.csv;

import dev.quern.engine.io.InputFile;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.ScanKernel;
import dev.quern.engine.kernel.StructureMarks;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Finds where rows begin in the middle of a file: behind the next line feed that is not quoted.
 *
 * <p>Whether a place is inside quotes depends on all quotes before it. Mostly the text around
 * tells: the quotes of 64 KiB are scanned on the assumption that it begins outside quotes, and
 * again that it begins inside. In a well-formed file only the right assumption has every quote next
 * to a delimiter or a line end, so a misplaced quote disproves the other. Text without any quote is
 * outside when it reaches the file's end; otherwise it is taken to be outside when its rows have
 * the right number of fields, and the reader of the split before verifies that, since its text must
 * then end outside quotes. Where the text does not tell, the quotes up to it are counted, from the
 * last known row on.
 */
final class RowBoundaries implements AutoCloseable {
  private static final int FIRST_LOOK = 64 << 10;
  private static final int LONGEST_LOOK = 1 << 20;

  private final InputFile file;
  private final long dataEnd;
  private final CsvDialect dialect;
  private final boolean mustCount;
  private final int columns;
  private final MemoryBudget budget;
  private final ScanKernel kernel;
  private final StructureMarks outside = new StructureMarks(FIRST_LOOK);
  private final StructureMarks inside = new StructureMarks(FIRST_LOOK);
  private NativeBuffer memory;

  // A place that is known to be outside quotes, from which counting can begin.
  private long known;

  /** Boundaries of {@code file}, whose rows of values begin and end at two places. */
  RowBoundaries(
      InputFile file,
      CsvOptions options,
      long dataStart,
      long dataEnd,
      int columns,
      MemoryBudget budget) {
    this.file = file;
    this.dataEnd = dataEnd;
    this.dialect = options.dialect();
    this.mustCount = options.countQuotes();
    this.columns = columns;
    this.budget = budget;
    this.known = dataStart;
    this.kernel = Kernels.active().scan();
    this.memory = budget.allocate(FIRST_LOOK);
  }

  /**
   * Where the first row behind {@code place} begins, or where the last one ends. Places are asked
   * for in ascending order.
   */
  long after(long place) {
    if (place >= dataEnd) {
      return dataEnd;
    }
    long found = mustCount && dialect.quote() != CsvDialect.NONE ? -1 : look(place);
    if (found < 0) {
      found = count(place);
    }
    known = found;
    return found;
  }

  @Override
  public void close() {
    memory.close();
  }

  /* By the text around; -1 when that does not tell. */
  private long look(long place) {
    for (int size = FIRST_LOOK; size <= LONGEST_LOOK; size *= 4) {
      int n = read(place, size);
      scan(n, false, outside);
      StructureMarks right = decide(n, place + n == dataEnd);
      if (right != null) {
        int line = firstLine(right, n);
        if (line >= 0) {
          return place + line + 1;
        }
        if (place + n == dataEnd) {
          return dataEnd;
        }
      }
    }
    return -1;
  }

  private @Nullable StructureMarks decide(int n, boolean atEnd) {
    if (dialect.quote() == CsvDialect.NONE) {
      return outside;
    }
    if (!outside.quotes()) {
      return atEnd || hasWholeRows(n) ? outside : null;
    }
    scan(n, true, inside);
    boolean outsideFits = outside.misplaced() < 0 && !(atEnd && outside.inside());
    boolean insideFits = inside.misplaced() < 0 && !(atEnd && inside.inside());
    return outsideFits == insideFits ? null : outsideFits ? outside : inside;
  }

  /* Whether there are rows behind the first line feed and all have their fields. */
  private boolean hasWholeRows(int n) {
    int[] positions = outside.positions();
    int fields = Integer.MIN_VALUE;
    int rows = 0;
    for (int k = 1; k <= outside.count(); k++) {
      fields++;
      if (byteAt(positions[k], n) == '\n') {
        if (fields > 0) {
          if (fields != columns) {
            return false;
          }
          rows++;
        }
        fields = 0;
      }
    }
    return rows > 0;
  }

  /* By counting all quotes since the last known place. */
  private long count(long place) {
    boolean quoted = false;
    for (long at = known; at < place; ) {
      int n = read(at, (int) Math.min(LONGEST_LOOK, place - at));
      if (dialect.quote() != CsvDialect.NONE) {
        quoted ^= (kernel.count(memory.segment(), n, (byte) dialect.quote()) & 1) != 0;
      }
      at += n;
    }
    for (long at = place; at < dataEnd; ) {
      int n = read(at, FIRST_LOOK);
      scan(n, quoted, outside);
      int line = firstLine(outside, n);
      if (line >= 0) {
        return at + line + 1;
      }
      quoted = outside.inside();
      at += n;
    }
    return dataEnd;
  }

  private int firstLine(StructureMarks marks, int n) {
    int[] positions = marks.positions();
    for (int k = 1; k <= marks.count(); k++) {
      if (byteAt(positions[k], n) == '\n') {
        return positions[k];
      }
    }
    return -1;
  }

  private void scan(int n, boolean within, StructureMarks marks) {
    marks.ensure(n);
    kernel.scan(memory.segment(), n, dialect.delimiterByte(), dialect.quoteByte(), within, marks);
  }

  private byte byteAt(int position, int n) {
    return memory.segment().asSlice(0, n).get(ValueLayout.JAVA_BYTE, position);
  }

  private int read(long from, int size) {
    int n = (int) Math.min(size, dataEnd - from);
    if (memory.size() < n) {
      NativeBuffer larger = budget.allocate(n);
      memory.close();
      memory = larger;
    }
    file.read(from, memory.segment().asSlice(0, n));
    return n;
  }
}
