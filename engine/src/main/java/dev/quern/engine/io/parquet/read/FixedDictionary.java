package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/**
 * The dictionary of a fixed-width column, in heap arrays: its random reads are faster there than in
 * a segment.
 */
final class FixedDictionary {
  private final int width;
  private final int size;
  private final int[] ints;
  private final long[] longs;

  /** The {@code size} slots of {@code width} bytes at the beginning of {@code slots}. */
  FixedDictionary(MemorySegment slots, int width, int size) {
    this.width = width;
    this.size = size;
    this.ints = new int[width <= 4 ? size : 0];
    this.longs = new long[width <= 4 ? 0 : size * (width / 8)];
    switch (width) {
      case 1 -> {
        for (int i = 0; i < size; i++) {
          ints[i] = slots.get(Le.BYTE, i);
        }
      }
      case 2 -> {
        for (int i = 0; i < size; i++) {
          ints[i] = slots.get(Le.SHORT, 2L * i);
        }
      }
      case 4 -> MemorySegment.copy(slots, Le.INT, 0, ints, 0, size);
      case 8, 16 -> MemorySegment.copy(slots, Le.LONG, 0, longs, 0, longs.length);
      default -> throw new IllegalArgumentException("slots of " + width + " bytes");
    }
  }

  /** The number of entries. */
  int size() {
    return size;
  }

  /** Writes the entries that the first {@code count} codes mean, from slot {@code at} on. */
  void gather(int[] codes, int count, MemorySegment out, int at) {
    switch (width) {
      case 1 -> gather1(codes, count, out, at);
      case 2 -> gather2(codes, count, out, at);
      case 4 -> gather4(codes, count, out, at);
      case 8 -> gather8(codes, count, out, at);
      default -> gather16(codes, count, out, at);
    }
  }

  private void gather1(int[] codes, int count, MemorySegment out, int at) {
    for (int i = 0; i < count; i++) {
      out.set(Le.BYTE, at + (long) i, (byte) ints[codes[i]]);
    }
  }

  private void gather2(int[] codes, int count, MemorySegment out, int at) {
    for (int i = 0; i < count; i++) {
      out.set(Le.SHORT, 2L * (at + i), (short) ints[codes[i]]);
    }
  }

  private void gather4(int[] codes, int count, MemorySegment out, int at) {
    int[] entries = ints;
    for (int i = 0; i < count; i++) {
      out.set(Le.INT, 4L * (at + i), entries[codes[i]]);
    }
  }

  private void gather8(int[] codes, int count, MemorySegment out, int at) {
    long[] entries = longs;
    for (int i = 0; i < count; i++) {
      out.set(Le.LONG, 8L * (at + i), entries[codes[i]]);
    }
  }

  private void gather16(int[] codes, int count, MemorySegment out, int at) {
    long[] entries = longs;
    for (int i = 0; i < count; i++) {
      int entry = 2 * codes[i];
      out.set(Le.LONG, 16L * (at + i), entries[entry]);
      out.set(Le.LONG, 16L * (at + i) + 8, entries[entry + 1]);
    }
  }
}
