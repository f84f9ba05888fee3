package dev.quern.engine.graph;

import java.util.Arrays;

/**
 * Where each key stands: an open-addressing table of ints, at most half full.
 *
 * <p>Graphs are built and asked partition by partition. So sixteen partitions in a row of one token
 * have one line of the cache between them, and only lines are scattered; a table that scatters
 * single keys took three quarters of the time of building a graph.
 */
final class KeyIndex {
  private static final int ABSENT = TaskKeys.ABSENT;
  private static final int LINE_BITS = 4;
  private static final int LINE = 1 << LINE_BITS;
  /* To the next line, and to another place in it; odd, so that all slots are met. */
  private static final int STEP = LINE + 1;

  private int[] table;

  KeyIndex(int expected) {
    table = empty(Integer.highestOneBit(Math.max(2 * LINE, 2 * expected - 1)) << 1);
  }

  /** The index of {@code size} different keys. */
  static KeyIndex of(int[] tokens, int[] partitions, int size) {
    KeyIndex index = new KeyIndex(size);
    index.addAll(tokens, partitions, size);
    return index;
  }

  /** The position of the key of {@code token} and {@code partition}, or -1. */
  int find(int[] tokens, int[] partitions, int token, int partition) {
    return table[slot(tokens, partitions, token, partition)];
  }

  /** Notes that a key stands at {@code position}; returns the position it already had, or -1. */
  int add(int[] tokens, int[] partitions, int position) {
    if (2 * (position + 1) > table.length) {
      table = empty(2 * table.length);
      addAll(tokens, partitions, position);
    }
    int slot = slot(tokens, partitions, tokens[position], partitions[position]);
    if (table[slot] == ABSENT) {
      table[slot] = position;
      return ABSENT;
    }
    return table[slot];
  }

  private void addAll(int[] tokens, int[] partitions, int size) {
    for (int i = 0; i < size; i++) {
      table[slot(tokens, partitions, tokens[i], partitions[i])] = i;
    }
  }

  private int slot(int[] tokens, int[] partitions, int token, int partition) {
    int mask = table.length - 1;
    int line = token * 0x85EBCA6B + (partition >>> LINE_BITS) * 0x9E3779B9;
    line ^= line >>> 15;
    int slot = ((line << LINE_BITS) | ((partition + token) & (LINE - 1))) & mask;
    int found = table[slot];
    while (found != ABSENT && (partitions[found] != partition || tokens[found] != token)) {
      slot = (slot + STEP) & mask;
      found = table[slot];
    }
    return slot;
  }

  private static int[] empty(int capacity) {
    int[] table = new int[capacity];
    Arrays.fill(table, ABSENT);
    return table;
  }
}
