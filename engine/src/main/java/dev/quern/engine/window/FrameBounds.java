package dev.quern.engine.window;

import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/** Where the frame of each row, or a part of it, begins and ends: INT32 row numbers. */
final class FrameBounds implements AutoCloseable {
  private final NativeBuffer from;
  private final NativeBuffer to;

  FrameBounds(MemoryBudget budget, int rows) {
    this.from = budget.allocate((long) Integer.BYTES * rows);
    try {
      this.to = budget.allocate((long) Integer.BYTES * rows);
    } catch (RuntimeException | Error e) {
      from.close();
      throw e;
    }
  }

  /** The frames of the rows of {@code block}, nothing left out; two steps a row, whatever frame. */
  static FrameBounds of(WindowBlock block, WindowFrame frame) {
    int n = block.count();
    FrameBounds bounds = new FrameBounds(block.budget(), n);
    try {
      for (int begin = 0; begin < n; ) {
        int end = block.partitionEnd(begin);
        switch (frame.unit()) {
          case ROWS -> bounds.rows(frame, begin, end);
          case GROUPS -> bounds.groups(block, frame, begin, end);
          case MONTHS, DAYS ->
              new CalendarRanges(block, frame).fill(begin, end, bounds.from(), bounds.to());
          case RANGE -> {
            if (frame.measuresValues()) {
              ValueRanges.of(block).fill(frame, begin, end, bounds.from(), bounds.to());
            } else {
              bounds.peers(block, frame, begin, end);
            }
          }
        }
        begin = end;
      }
      return bounds;
    } catch (RuntimeException | Error e) {
      bounds.close();
      throw e;
    }
  }

  /** The first row of each frame. */
  MemorySegment from() {
    return from.segment();
  }

  /** Behind the last row of each frame; not above {@link #from} if it is empty. */
  MemorySegment to() {
    return to.segment();
  }

  void set(int row, int first, int behind) {
    Slots.setInt32(from(), row, first);
    Slots.setInt32(to(), row, behind);
  }

  private void rows(WindowFrame frame, int begin, int end) {
    for (int row = begin; row < end; row++) {
      Slots.setInt32(from(), row, frame.isFromStart() ? begin : at(row, frame.start(), begin, end));
      Slots.setInt32(to(), row, frame.isToEnd() ? end : at(row + 1, frame.end(), begin, end));
    }
  }

  private static int at(int row, long distance, int begin, int end) {
    long far = Math.clamp(distance, -Integer.MAX_VALUE, Integer.MAX_VALUE);
    return Math.clamp(row + far, begin, end);
  }

  private void peers(WindowBlock block, WindowFrame frame, int begin, int end) {
    for (int first = begin; first < end; ) {
      int next = block.peerEnd(first);
      for (int row = first; row < next; row++) {
        Slots.setInt32(from(), row, frame.isFromStart() ? begin : first);
        Slots.setInt32(to(), row, frame.isToEnd() ? end : next);
      }
      first = next;
    }
  }

  private void groups(WindowBlock block, WindowFrame frame, int begin, int end) {
    GroupCursor low = new GroupCursor(block, begin, end);
    GroupCursor high = new GroupCursor(block, begin, end);
    long group = 0;
    for (int first = begin; first < end; group++) {
      int next = block.peerEnd(first);
      int lower = frame.isFromStart() ? begin : low.startOf(group + frame.start());
      int upper = frame.isToEnd() ? end : high.startOf(group + frame.end() + 1);
      for (int row = first; row < next; row++) {
        Slots.setInt32(from(), row, lower);
        Slots.setInt32(to(), row, upper);
      }
      first = next;
    }
  }

  @Override
  public void close() {
    from.close();
    to.close();
  }

  /** Finds where runs of peers begin, for numbers that never fall. */
  private static final class GroupCursor {
    private final WindowBlock block;
    private final int end;
    private int at;
    private long group;

    GroupCursor(WindowBlock block, int begin, int end) {
      this.block = block;
      this.end = end;
      this.at = begin;
    }

    int startOf(long wanted) {
      while (group < wanted && at < end) {
        at = block.peerEnd(at);
        group++;
      }
      return at;
    }
  }
}
