package dev.quern.engine.io.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers of names, found by their bytes. Objects mostly have the same fields in the same order, so
 * the first guess is the name that came behind the one before last time.
 */
final class FieldNames {
  private static final int NONE = -1;

  private final List<byte[]> names = new ArrayList<>();
  private int[] table = emptyTable(16);
  private int[] successors = {NONE};
  private int last = NONE;

  /** The number of {@code name}, which is given one if it has none. */
  int add(byte[] name) {
    int known = lookup(name, 0, name.length);
    if (known >= 0) {
      return known;
    }
    names.add(name);
    successors = Arrays.copyOf(successors, names.size() + 1);
    successors[names.size()] = NONE;
    if (2 * names.size() > table.length) {
      table = emptyTable(2 * table.length);
      for (int i = 0; i < names.size(); i++) {
        enter(i);
      }
    } else {
      enter(names.size() - 1);
    }
    return names.size() - 1;
  }

  /** Says that a new object begins. */
  void beginRow() {
    last = NONE;
  }

  /** The number of a name, or -1. */
  int find(byte[] text, int from, int to) {
    int guess = successors[last + 1];
    if (guess >= 0 && is(guess, text, from, to)) {
      last = guess;
      return guess;
    }
    int found = lookup(text, from, to);
    if (found >= 0) {
      successors[last + 1] = found;
      last = found;
    }
    return found;
  }

  int size() {
    return names.size();
  }

  String name(int number) {
    return new String(names.get(number), StandardCharsets.UTF_8);
  }

  private int lookup(byte[] text, int from, int to) {
    int mask = table.length - 1;
    for (int slot = hash(text, from, to) & mask; ; slot = (slot + 1) & mask) {
      int number = table[slot];
      if (number == NONE || is(number, text, from, to)) {
        return number;
      }
    }
  }

  private void enter(int number) {
    byte[] name = names.get(number);
    int mask = table.length - 1;
    int slot = hash(name, 0, name.length) & mask;
    while (table[slot] != NONE) {
      slot = (slot + 1) & mask;
    }
    table[slot] = number;
  }

  private boolean is(int number, byte[] text, int from, int to) {
    byte[] name = names.get(number);
    return Arrays.equals(name, 0, name.length, text, from, to);
  }

  private static int hash(byte[] text, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    return hash ^ hash >>> 16;
  }

  private static int[] emptyTable(int size) {
    int[] table = new int[size];
    Arrays.fill(table, NONE);
    return table;
  }
}
