package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A string per group that can be replaced. Long strings are copied to heaps of this; when most of
 * them have been replaced, what is left is copied to fresh ones.
 */
final class ViewSlots implements AutoCloseable {
  private static final long FIRST_HEAP = 16 << 10;
  private static final long LARGEST_HEAP = 16 << 20;

  private final MemoryBudget budget;
  private final GroupArray views;
  private List<NativeBuffer> heaps = new ArrayList<>();
  private MemorySegment[] segments = new MemorySegment[0];
  private long usedOfLast;
  private long stored;
  private long live;
  private int groups;

  ViewSlots(MemoryBudget budget) {
    this.budget = budget;
    this.views = new GroupArray(budget, 16, 0);
  }

  /** The views, with room for {@code count} groups; an empty string at first. */
  MemorySegment slots(int count) {
    groups = Math.max(groups, count);
    return views.slots(count);
  }

  /** What long views point into. */
  MemorySegment[] heaps() {
    return segments;
  }

  /** Sets a group's string to the one at {@code row} of these views. */
  void set(int group, MemorySegment source, MemorySegment[] sourceHeaps, int row) {
    MemorySegment slots = views.slots(groups);
    int length = (int) Slots.low(source, row);
    int old = (int) Slots.low(slots, group);
    live += (length > Values.INLINE ? length : 0) - (old > Values.INLINE ? old : 0);
    long place = Slots.high(source, row);
    if (length > Values.INLINE) {
      place = store(sourceHeaps[(int) place], place >>> 32, length);
    }
    Slots.setWide(slots, group, place, Slots.low(source, row));
    if (stored > LARGEST_HEAP && stored / 4 > live) {
      compact();
    }
  }

  private long store(MemorySegment source, long offset, int length) {
    if (heaps.isEmpty() || heaps.getLast().size() - usedOfLast < length) {
      long next = Math.min(LARGEST_HEAP, FIRST_HEAP << Math.min(20, 2 * heaps.size()));
      heaps.add(budget.allocate(Math.max(next, length)));
      segments = heaps.stream().map(NativeBuffer::segment).toArray(MemorySegment[]::new);
      usedOfLast = 0;
    }
    MemorySegment.copy(source, offset, heaps.getLast().segment(), usedOfLast, length);
    long place = usedOfLast << 32 | heaps.size() - 1;
    usedOfLast += length;
    stored += length;
    return place;
  }

  private void compact() {
    List<NativeBuffer> old = heaps;
    MemorySegment[] oldSegments = segments;
    heaps = new ArrayList<>();
    stored = 0;
    try {
      MemorySegment slots = views.slots(groups);
      for (int group = 0; group < groups; group++) {
        int length = (int) Slots.low(slots, group);
        if (length > Values.INLINE) {
          long place = Slots.high(slots, group);
          long moved = store(oldSegments[(int) place], place >>> 32, length);
          Slots.setWide(slots, group, moved, Slots.low(slots, group));
        }
      }
    } finally {
      old.forEach(NativeBuffer::close);
    }
  }

  /** The strings of the first {@code count} groups; takes {@code validity} over. */
  ColumnVector column(DType type, int count, @Nullable NativeBuffer validity) {
    return ColumnVector.views(
        type,
        count,
        views.share(count),
        validity,
        Heaps.of(heaps.stream().map(NativeBuffer::retain).toList()));
  }

  /** Bytes held. */
  long byteSize() {
    return views.byteSize() + heaps.stream().mapToLong(NativeBuffer::size).sum();
  }

  @Override
  public void close() {
    views.close();
    heaps.forEach(NativeBuffer::close);
  }
}
