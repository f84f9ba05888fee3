package dev.quern.engine.window;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.function.time.CalendarShift;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/**
 * Frames of the rows of so many months or days of the calendar that end with each row, in rising
 * order. They nearly always move with the rows: a month before 31 March at noon and before 30 March
 * in the evening are both on the last of February, the later row's earlier, so a bound steps back
 * by the rows of three days at most.
 */
final class CalendarRanges {
  private final ColumnVector column;
  private final CalendarShift shift;
  private final WindowFrame frame;

  CalendarRanges(WindowBlock block, WindowFrame frame) {
    this.column = block.rows().column(block.order().getFirst().column());
    this.shift = CalendarShift.of(column.type());
    this.frame = frame;
  }

  /** The frames of rows {@code begin} to {@code end - 1}, which are a partition. */
  void fill(int begin, int end, MemorySegment from, MemorySegment to) {
    int first = begin;
    while (first < end && column.isNull(first)) {
      first++;
    }
    int last = end;
    while (last > first && column.isNull(last - 1)) {
      last--;
    }
    peers(begin, first, from, to);
    peers(last, end, from, to);
    int low = first;
    int high = first;
    for (int row = first; row < last; row++) {
      long value = Values.longAt(column, row);
      while (high < last && Values.longAt(column, high) <= value) {
        high++;
      }
      long before = before(value);
      while (low > first && Values.longAt(column, low - 1) > before) {
        low--;
      }
      while (Values.longAt(column, low) <= before) {
        low++;
      }
      Slots.setInt32(from, row, low);
      Slots.setInt32(to, row, high);
    }
  }

  private long before(long value) {
    return switch (frame.unit()) {
      case MONTHS -> shift.later(value, frame.start(), 0, 0);
      case DAYS -> shift.later(value, 0, frame.start(), 0);
      case ROWS, RANGE, GROUPS -> throw new IllegalStateException("no calendar: " + frame);
    };
  }

  private static void peers(int first, int last, MemorySegment from, MemorySegment to) {
    for (int row = first; row < last; row++) {
      Slots.setInt32(from, row, first);
      Slots.setInt32(to, row, last);
    }
  }
}
