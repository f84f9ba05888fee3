package dev.quern.engine.window;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/**
 * Values of other rows: chooses a row for each row, by its number, or none, -1, and takes the
 * values from there.
 */
final class RowPicks {
  private static final int NONE = -1;

  private RowPicks() {}

  /** Chooses a row for each row of a block. */
  @FunctionalInterface
  interface Picker {
    void pick(MemorySegment numbers);
  }

  /** The values of column {@code input} in the rows that {@code picker} chooses. */
  static ColumnVector pick(WindowBlock block, int input, Picker picker) {
    try (NativeBuffer numbers = block.budget().allocate((long) Integer.BYTES * block.count())) {
      picker.pick(numbers.segment());
      return Take.gatherOrNull(
          block.budget(), block.rows().column(input), numbers.segment(), block.count());
    }
  }

  /** The rows so many before, of those that count. */
  static ColumnVector shift(WindowBlock block, int input, WindowFunction.Shift shift) {
    boolean ofValues = shift.ignoresNulls() && shift.offset() != 0;
    try (Places places = places(block, input, ofValues)) {
      return pick(block, input, numbers -> shift(block, places, shift.offset(), numbers));
    }
  }

  private static Places places(WindowBlock block, int input, boolean ofValues) {
    return ofValues ? new ValuePlaces(block, input) : Places.OF_ROWS;
  }

  private static void shift(WindowBlock block, Places places, long offset, MemorySegment numbers) {
    for (int begin = 0; begin < block.count(); ) {
      int end = block.partitionEnd(begin);
      long first = places.before(begin);
      long behind = places.before(end);
      for (int row = begin; row < end; row++) {
        // Of offset 1 the one that is last before the row, of -1 the first one behind it.
        long place = offset > 0 ? places.before(row) - offset : places.before(row + 1) - 1 - offset;
        boolean inside = place >= first && place < behind;
        Slots.setInt32(numbers, row, inside ? places.row((int) place) : NONE);
      }
      begin = end;
    }
  }

  /** A row of each frame, of those that count. */
  static ColumnVector nth(WindowBlock block, int input, WindowFunction.Nth nth) {
    try (FrameParts frames = FrameParts.of(block, nth.frame());
        Places places = places(block, input, nth.ignoresNulls())) {
      return pick(block, input, numbers -> nth(block, frames, places, nth.n(), numbers));
    }
  }

  private static void nth(
      WindowBlock block, FrameParts frames, Places places, long n, MemorySegment numbers) {
    int parts = frames.parts().size();
    for (int row = 0; row < block.count(); row++) {
      long left = n;
      int found = NONE;
      for (int i = 0; i < parts && found == NONE; i++) {
        FrameBounds part = frames.parts().get(n > 0 ? i : parts - 1 - i);
        int begin = Slots.int32(part.from(), row);
        int from = places.before(begin);
        int to = places.before(Math.max(begin, Slots.int32(part.to(), row)));
        boolean inside = left > 0 ? left <= to - from : -left > 0 && -left <= to - from;
        if (inside) {
          found = places.row((int) (left > 0 ? from + left - 1 : to + left));
        }
        left -= n > 0 ? to - from : from - to;
      }
      Slots.setInt32(numbers, row, found);
    }
  }

  /** The rows that count, numbered from 0. */
  interface Places extends AutoCloseable {
    /** All rows. */
    Places OF_ROWS =
        new Places() {
          @Override
          public int before(int row) {
            return row;
          }

          @Override
          public int row(int place) {
            return place;
          }
        };

    /** How many of them there are before {@code row}. */
    int before(int row);

    /** The row of number {@code place}. */
    int row(int place);

    @Override
    default void close() {}
  }
}
