package dev.quern.engine.io.parquet.write;

import java.util.Arrays;

/**
 * Some rows of a nested column as a leaf below it sees them: a pair of levels for each value and
 * for whatever ends before it, and where the value stands.
 */
final class Shredded {
  private int[] repetitions = new int[1 << 10];
  private int[] definitions = new int[1 << 10];
  private int[] places = new int[1 << 10];
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

  /** The row of the vector at hand that has the value; -1 where there is none. */
  int place(int i) {
    return places[i];
  }

  /** Appends a pair. */
  void add(int repetition, int definition, int place) {
    if (size == repetitions.length) {
      int larger = Math.multiplyExact(size, 2);
      repetitions = Arrays.copyOf(repetitions, larger);
      definitions = Arrays.copyOf(definitions, larger);
      places = Arrays.copyOf(places, larger);
    }
    repetitions[size] = repetition;
    definitions[size] = definition;
    places[size++] = place;
  }

  /** Says that nothing is at the place of a pair after all. */
  void end(int i) {
    places[i] = -1;
  }

  /** Says that something is defined one level deeper there. */
  void define(int i) {
    definitions[i]++;
  }

  /** A copy that goes on with the places of {@code this}. */
  Shredded copy() {
    Shredded copy = new Shredded();
    copy.repetitions = repetitions.clone();
    copy.definitions = definitions.clone();
    copy.places = places.clone();
    copy.size = size;
    return copy;
  }
}
