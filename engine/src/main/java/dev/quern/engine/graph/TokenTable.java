package dev.quern.engine.graph;

import java.util.Arrays;

/** Different tokens, numbered from 0 as they come: an open-addressing table, at most half full. */
final class TokenTable {
  private static final int ABSENT = TaskKeys.ABSENT;

  private Token[] tokens = new Token[8];
  private int size;
  private int[] table = empty(16);

  Token get(int number) {
    return tokens[number];
  }

  /** The number of {@code token}, or -1. */
  int find(Token token) {
    return table[slot(token)];
  }

  /** The number of {@code token}, which is added if it is new. */
  int intern(Token token) {
    int slot = slot(token);
    return table[slot] == ABSENT ? add(token, slot) : table[slot];
  }

  private int add(Token token, int slot) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * size);
    }
    tokens[size] = token;
    table[slot] = size++;
    if (2 * size > table.length) {
      table = empty(2 * table.length);
      for (int i = 0; i < size; i++) {
        table[slot(tokens[i])] = i;
      }
    }
    return size - 1;
  }

  private int slot(Token token) {
    int mask = table.length - 1;
    int slot = token.hashCode() & mask;
    while (table[slot] != ABSENT && !tokens[table[slot]].equals(token)) {
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
