package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/** Minima and maxima by group; a row left out offers the neutral value. */
final class GroupExtrema {

  private GroupExtrema() {}

  static void min(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment minima,
      int n) {
    long[] block = Blocks.longs(n);
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - start);
      Blocks.load(type, values, start, block, count);
      Masks.clear(block, rows, start, count, Long.MAX_VALUE);
      for (int i = 0; i < count; i++) {
        int group = Slots.int32(groups, start + i);
        Slots.setInt64(minima, group, Math.min(Slots.int64(minima, group), block[i]));
      }
    }
  }

  static void max(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment maxima,
      int n) {
    long[] block = Blocks.longs(n);
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - start);
      Blocks.load(type, values, start, block, count);
      Masks.clear(block, rows, start, count, Long.MIN_VALUE);
      for (int i = 0; i < count; i++) {
        int group = Slots.int32(groups, start + i);
        Slots.setInt64(maxima, group, Math.max(Slots.int64(maxima, group), block[i]));
      }
    }
  }

  static void minFloat(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment minima,
      int n) {
    double[] block = Blocks.doubles(n);
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - start);
      Blocks.load(type, values, start, block, count);
      Masks.clear(block, rows, start, count, Double.NaN);
      for (int i = 0; i < count; i++) {
        int group = Slots.int32(groups, start + i);
        double old = Slots.float64(minima, group);
        Slots.setFloat64(minima, group, FloatOps.min(old, block[i]));
      }
    }
  }

  static void maxFloat(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment maxima,
      int n) {
    double[] block = Blocks.doubles(n);
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - start);
      Blocks.load(type, values, start, block, count);
      Masks.clear(block, rows, start, count, Double.NEGATIVE_INFINITY);
      for (int i = 0; i < count; i++) {
        int group = Slots.int32(groups, start + i);
        double old = Slots.float64(maxima, group);
        Slots.setFloat64(maxima, group, FloatOps.max(old, block[i]));
      }
    }
  }
}
