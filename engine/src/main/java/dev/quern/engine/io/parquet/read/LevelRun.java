package dev.quern.engine.io.parquet.read;

import java.util.Arrays;

/** The pairs of levels of some rows of a nested column. */
final class LevelRun {
  private byte[] repetitions = new byte[1 << 10];
  private byte[] definitions = new byte[1 << 10];
  private int size;

  /** How many pairs there are. */
  int size() {
    return size;
  }

  int repetition(int i) {
    return repetitions[i];
  }

  int definition(int i) {
    return definitions[i];
  }

  void clear() {
    size = 0;
  }

  void append(byte[] moreRepetitions, byte[] moreDefinitions, int from, int count) {
    int needed = Math.addExact(size, count);
    if (needed > repetitions.length) {
      int larger = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * repetitions.length));
      repetitions = Arrays.copyOf(repetitions, larger);
      definitions = Arrays.copyOf(definitions, larger);
    }
    System.arraycopy(moreRepetitions, from, repetitions, size, count);
    System.arraycopy(moreDefinitions, from, definitions, size, count);
    size = needed;
  }

  /** How many values of the node with these levels there are, nulls included. */
  int slots(Levels levels) {
    int slots = 0;
    for (int i = 0; i < size; i++) {
      slots += levels.begins(repetitions[i], definitions[i]) ? 1 : 0;
    }
    return slots;
  }
}
