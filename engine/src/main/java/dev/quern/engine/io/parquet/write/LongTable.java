package dev.quern.engine.io.parquet.write;

import java.util.Arrays;

/** The distinct 64-bit values of a chunk, numbered in the order of their first appearance. */
final class LongTable {
  private static final int FIRST = 1024;

  private final int limit;
  private long[] values = new long[FIRST / 2];
  private int[] slots = new int[FIRST];
  private int size;

  /** A table of at most {@code limit} values. */
  LongTable(int limit) {
    this.limit = limit;
  }

  int size() {
    return size;
  }

  long value(int code) {
    return values[code];
  }

  /** The number of {@code value}; -1 when it is new and there is no room. */
  int intern(long value) {
    int mask = slots.length - 1;
    int at = (int) mix(value) & mask;
    while (true) {
      int code = slots[at] - 1;
      if (code < 0) {
        return add(value, at);
      }
      if (values[code] == value) {
        return code;
      }
      at = (at + 1) & mask;
    }
  }

  void clear() {
    Arrays.fill(slots, 0);
    size = 0;
  }

  private int add(long value, int at) {
    if (size == limit) {
      return -1;
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size] = value;
    slots[at] = ++size;
    if (size * 2 > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int code = 0; code < size; code++) {
      int at = (int) mix(values[code]) & mask;
      while (slots[at] != 0) {
        at = (at + 1) & mask;
      }
      slots[at] = code + 1;
    }
  }

  /* The finaliser of MurmurHash3: low bits depend on all bits. */
  private static long mix(long value) {
    long h = value;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
