package dev.quern.engine.io.parquet.write;

import java.util.Arrays;

/** The levels of the page under construction of a column below lists or structs. */
final class NestedLevels {
  private final int highestRepetition;
  private final int highestDefinition;
  private int[] repetitions = new int[1 << 10];
  private int[] definitions = new int[1 << 10];
  private int size;

  NestedLevels(int highestRepetition, int highestDefinition) {
    this.highestRepetition = highestRepetition;
    this.highestDefinition = highestDefinition;
  }

  /** Appends {@code count} pairs from number {@code from} on. */
  void append(Shredded pairs, int from, int count) {
    int needed = size + count;
    if (needed > repetitions.length) {
      int larger = Math.max(needed, 2 * repetitions.length);
      repetitions = Arrays.copyOf(repetitions, larger);
      definitions = Arrays.copyOf(definitions, larger);
    }
    for (int i = from; i < from + count; i++) {
      repetitions[size] = pairs.repetition(i);
      definitions[size++] = pairs.definition(i);
    }
  }

  /** Appends the levels as a v1 data page holds them; those that are always 0 are left out. */
  void encode(GrowableBuffer out) {
    encode(repetitions, highestRepetition, out);
    encode(definitions, highestDefinition, out);
  }

  private void encode(int[] levels, int highest, GrowableBuffer out) {
    if (highest == 0) {
      return;
    }
    long start = out.size();
    out.putInt(0);
    HybridEncoder.encode(levels, size, HybridEncoder.width(highest + 1), out);
    out.setInt(start, (int) (out.size() - start - 4));
  }

  /** Forgets all pairs. */
  void clear() {
    size = 0;
  }
}
