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

  /** The rows so many before. */
  static ColumnVector shift(WindowBlock block, int input, WindowFunction.Shift shift) {
    if (shift.ignoresNulls() && shift.offset() != 0) {
      try (ValuePlaces places = new ValuePlaces(block, input)) {
        return pick(block, input, numbers -> shift(block, places, shift.offset(), numbers));
      }
    }
    return pick(block, input, numbers -> shift(block, shift.offset(), numbers));
  }

  private static void shift(WindowBlock block, long offset, MemorySegment numbers) {
    for (int begin = 0; begin < block.count(); ) {
      int end = block.partitionEnd(begin);
      for (int row = begin; row < end; row++) {
        boolean inside = offset >= 0 ? offset <= row - begin : -offset > 0 && -offset < end - row;
        Slots.setInt32(numbers, row, inside ? (int) (row - offset) : NONE);
      }
      begin = end;
    }
  }

  private static void shift(
      WindowBlock block, ValuePlaces places, long offset, MemorySegment numbers) {
    for (int begin = 0; begin < block.count(); ) {
      int end = block.partitionEnd(begin);
      long first = places.before(begin);
      long behind = places.before(end);
      for (int row = begin; row < end; row++) {
        // Of offset 1 the value that is last before the row, of -1 the first one behind it.
        long place = offset > 0 ? places.before(row) - offset : places.before(row + 1) - 1 - offset;
        boolean inside = place >= first && place < behind;
        Slots.setInt32(numbers, row, inside ? places.row((int) place) : NONE);
      }
      begin = end;
    }
  }

  /** A row of each frame. */
  static ColumnVector nth(WindowBlock block, int input, WindowFunction.Nth nth) {
    try (FrameParts frames = FrameParts.of(block, nth.frame())) {
      if (nth.ignoresNulls()) {
        try (ValuePlaces places = new ValuePlaces(block, input)) {
          return pick(block, input, numbers -> nth(block, frames, places, nth.n(), numbers));
        }
      }
      return pick(block, input, numbers -> nth(block, frames, nth.n(), numbers));
    }
  }

  private static void nth(WindowBlock block, FrameParts frames, long n, MemorySegment numbers) {
    for (int row = 0; row < block.count(); row++) {
      long left = n;
      int found = NONE;
      int parts = frames.parts().size();
      for (int i = 0; i < parts && found == NONE; i++) {
        FrameBounds part = frames.parts().get(n > 0 ? i : parts - 1 - i);
        int from = Slots.int32(part.from(), row);
        int to = Math.max(from, Slots.int32(part.to(), row));
        found = at(left, from, to);
        left -= n > 0 ? to - from : from - to;
      }
      Slots.setInt32(numbers, row, found);
    }
  }

  private static void nth(
      WindowBlock block, FrameParts frames, ValuePlaces places, long n, MemorySegment numbers) {
    for (int row = 0; row < block.count(); row++) {
      long left = n;
      int found = NONE;
      int parts = frames.parts().size();
      for (int i = 0; i < parts && found == NONE; i++) {
        FrameBounds part = frames.parts().get(n > 0 ? i : parts - 1 - i);
        int begin = Slots.int32(part.from(), row);
        int from = places.before(begin);
        int to = places.before(Math.max(begin, Slots.int32(part.to(), row)));
        int place = at(left, from, to);
        found = place == NONE ? NONE : places.row(place);
        left -= n > 0 ? to - from : from - to;
      }
      Slots.setInt32(numbers, row, found);
    }
  }

  /* Number n of `from` to `to - 1`, from 1, or from the end if negative. */
  private static int at(long n, int from, int to) {
    boolean inside = n > 0 ? n <= to - from : n < 0 && n >= from - to;
    return inside ? (int) (n > 0 ? from + n - 1 : to + n) : NONE;
  }
}
