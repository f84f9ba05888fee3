package dev.quern.engine.graph;

import java.util.Arrays;

/** Where in an array each key stands: an open-addressing table of ints, at most half full. */
final class KeyIndex {
  private static final int ABSENT = -1;

  private int[] table;

  KeyIndex(int expected) {
    table = empty(Integer.highestOneBit(Math.max(8, 2 * expected - 1)) << 1);
  }

  /** The index of {@code size} different keys. */
  static KeyIndex of(Key[] keys, int size) {
    KeyIndex index = new KeyIndex(size);
    for (int i = 0; i < size; i++) {
      index.table[index.slot(keys, keys[i])] = i;
    }
    return index;
  }

  /** The position of {@code key} in {@code keys}, or -1. */
  int find(Key[] keys, Key key) {
    return table[slot(keys, key)];
  }

  /** Notes that {@code keys[position]} is there; returns the position it already had, or -1. */
  int add(Key[] keys, int position) {
    if (2 * (position + 1) > table.length) {
      table = empty(2 * table.length);
      for (int i = 0; i < position; i++) {
        table[slot(keys, keys[i])] = i;
      }
    }
    int slot = slot(keys, keys[position]);
    if (table[slot] == ABSENT) {
      table[slot] = position;
      return ABSENT;
    }
    return table[slot];
  }

  private int slot(Key[] keys, Key key) {
    int mask = table.length - 1;
    int slot = key.hashCode() & mask;
    while (table[slot] != ABSENT && !keys[table[slot]].equals(key)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int[] empty(int capacity) {
    int[] table = new int[capacity];
    Arrays.fill(table, ABSENT);
    return table;
  }
}
