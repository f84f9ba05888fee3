package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/**
 * Minima and maxima by group, kept in the type of the values; a row left out offers the neutral
 * value. Integer maxima are minima of the complements: {@code flip} is 0 or -1.
 */
final class GroupExtrema {

  private GroupExtrema() {}

  static void min(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment minima,
      int n) {
    extremes(type, values, groups, rows, minima, n, 0);
  }

  static void max(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment maxima,
      int n) {
    extremes(type, values, groups, rows, maxima, n, -1);
  }

  private static void extremes(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment states,
      int n,
      long flip) {
    long[] block = Blocks.longs(n);
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - start);
      Blocks.loadOrdered(type, values, start, block, count);
      Masks.clear(block, rows, start, count, flip ^ Long.MAX_VALUE);
      switch (type) {
        case INT8 -> int8(block, groups, start, states, count, flip);
        case INT16 -> int16(block, groups, start, states, count, flip);
        case INT32 -> int32(block, groups, start, states, count, flip);
        case INT64 -> int64(block, groups, start, states, count, flip);
        case UINT8, UINT16, UINT32, UINT64 ->
            unsigned(type, block, groups, start, states, count, flip);
        case FLOAT32, FLOAT64 -> throw new IllegalArgumentException(type + " is no integer type");
      }
    }
  }

  private static void int8(
      long[] block, MemorySegment groups, int start, MemorySegment states, int n, long flip) {
    for (int i = 0; i < n; i++) {
      int group = Slots.int32(groups, start + i);
      if ((block[i] ^ flip) < (Slots.int8(states, group) ^ flip)) {
        Slots.setInt8(states, group, (byte) block[i]);
      }
    }
  }

  private static void int16(
      long[] block, MemorySegment groups, int start, MemorySegment states, int n, long flip) {
    for (int i = 0; i < n; i++) {
      int group = Slots.int32(groups, start + i);
      if ((block[i] ^ flip) < (Slots.int16(states, group) ^ flip)) {
        Slots.setInt16(states, group, (short) block[i]);
      }
    }
  }

  private static void int32(
      long[] block, MemorySegment groups, int start, MemorySegment states, int n, long flip) {
    for (int i = 0; i < n; i++) {
      int group = Slots.int32(groups, start + i);
      if ((block[i] ^ flip) < (Slots.int32(states, group) ^ flip)) {
        Slots.setInt32(states, group, (int) block[i]);
      }
    }
  }

  private static void int64(
      long[] block, MemorySegment groups, int start, MemorySegment states, int n, long flip) {
    for (int i = 0; i < n; i++) {
      int group = Slots.int32(groups, start + i);
      if ((block[i] ^ flip) < (Slots.int64(states, group) ^ flip)) {
        Slots.setInt64(states, group, block[i]);
      }
    }
  }

  /* A row left out never takes part: its word is the last, or beyond all of a narrow type. */
  private static void unsigned(
      LaneType type,
      long[] block,
      MemorySegment groups,
      int start,
      MemorySegment states,
      int n,
      long flip) {
    int width = type.byteWidth();
    for (int i = 0; i < n; i++) {
      int group = Slots.int32(groups, start + i);
      if ((block[i] ^ flip) < (OrderedBits.ofUnsigned(states, width, group) ^ flip)) {
        switch (width) {
          case 1 -> Slots.setInt8(states, group, (byte) block[i]);
          case 2 -> Slots.setInt16(states, group, (short) block[i]);
          case 4 -> Slots.setInt32(states, group, (int) block[i]);
          default -> Slots.setInt64(states, group, OrderedBits.ofUnsigned(block[i]));
        }
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
        set(type, minima, group, FloatOps.min(get(type, minima, group), block[i]));
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
        set(type, maxima, group, FloatOps.max(get(type, maxima, group), block[i]));
      }
    }
  }

  private static double get(LaneType type, MemorySegment states, int group) {
    return type == LaneType.FLOAT32 ? Slots.float32(states, group) : Slots.float64(states, group);
  }

  private static void set(LaneType type, MemorySegment states, int group, double value) {
    if (type == LaneType.FLOAT32) {
      Slots.setFloat32(states, group, (float) value);
    } else {
      Slots.setFloat64(states, group, value);
    }
  }
}
