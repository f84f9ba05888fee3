package dev.quern.engine.agg;

import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/**
 * Selection and sorting of words in place, by quicksort with three-way partitions (Bentley and
 * McIlroy, Engineering a Sort Function, 1993), so that equal words cost one pass. Pivots are the
 * median of three that a fixed pseudo-random sequence picks: no order of the input is a bad one by
 * more than chance.
 */
final class WordSelect {
  private static final int FEW = 24;

  private final MemorySegment words;
  private long random = 0x9E3779B97F4A7C15L;

  /** The borders of the middle part of the last partition: the words that equal the pivot. */
  private int less;

  private int greater;

  WordSelect(MemorySegment words) {
    this.words = words;
  }

  /**
   * Puts the word that is in place {@code place} of the sorted range there, none greater before it
   * and none less behind it; linear on average.
   */
  long select(int from, int to, int place) {
    int begin = from;
    int end = to;
    while (end - begin > FEW) {
      partition(begin, end);
      if (place < less) {
        end = less;
      } else if (place >= greater) {
        begin = greater;
      } else {
        return Slots.int64(words, place);
      }
    }
    insertionSort(begin, end);
    return Slots.int64(words, place);
  }

  /** The least word of a range that is not empty. */
  long least(int from, int to) {
    long least = Slots.int64(words, from);
    for (int i = from + 1; i < to; i++) {
      least = Math.min(least, Slots.int64(words, i));
    }
    return least;
  }

  /** Sorts a range. */
  void sort(int from, int to) {
    int begin = from;
    int end = to;
    while (end - begin > FEW) {
      partition(begin, end);
      int left = less;
      int right = greater;
      // The shorter part first, so that the stack stays logarithmic.
      if (left - begin < end - right) {
        sort(begin, left);
        begin = right;
      } else {
        sort(right, end);
        end = left;
      }
    }
    insertionSort(begin, end);
  }

  private void partition(int from, int to) {
    long pivot = pivot(from, to);
    int low = from;
    int high = to;
    int at = from;
    while (at < high) {
      long word = Slots.int64(words, at);
      if (word < pivot) {
        Slots.setInt64(words, at++, Slots.int64(words, low));
        Slots.setInt64(words, low++, word);
      } else if (word > pivot) {
        high--;
        Slots.setInt64(words, at, Slots.int64(words, high));
        Slots.setInt64(words, high, word);
      } else {
        at++;
      }
    }
    less = low;
    greater = high;
  }

  private long pivot(int from, int to) {
    long a = Slots.int64(words, any(from, to));
    long b = Slots.int64(words, any(from, to));
    long c = Slots.int64(words, any(from, to));
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /* Marsaglia's xorshift. */
  private int any(int from, int to) {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return from + (int) (((random >>> 32) * (to - from)) >>> 32);
  }

  private void insertionSort(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long word = Slots.int64(words, i);
      int hole = i;
      while (hole > from && Slots.int64(words, hole - 1) > word) {
        Slots.setInt64(words, hole, Slots.int64(words, hole - 1));
        hole--;
      }
      Slots.setInt64(words, hole, word);
    }
  }
}
