package dev.quern.engine.agg;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A sketch of the order of many words (Karnin, Lang and Liberty: Optimal Quantile Approximation in
 * Streams, FOCS 2016). A word of level n stands for 2^n words. When there are too many, the lowest
 * level that is full is sorted, and every other word of it moves up:
 *
 * <pre>
 *   level 2   . . . . . . . . . . . . .      400 words
 *   level 1   . . . . . . . .                2/3 as many, and so on down
 *   level 0   . . . . .                      1st or 2nd of each pair: up
 * </pre>
 *
 * <p>Whether the first or the second of each pair moves is a coin in the paper, and here a hash of
 * how many words came before: the same words in the same order give the same sketch. As long as
 * there are few words, all are kept. Not thread-safe.
 */
final class KllSketch {
  /**
   * Words of the highest level: ranks are then off by 1 % of all words at most, 99 times of 100.
   */
  static final int WIDTH = 400;

  private static final int LEAST = 8;
  private static final double SHRINK = 2.0 / 3;

  private long[][] levels = {new long[LEAST]};
  private int[] sizes = new int[1];
  private int kept;
  private int room = WIDTH;
  private long count;
  private long least = Long.MAX_VALUE;
  private long greatest = Long.MIN_VALUE;

  /** How many words were added. */
  long count() {
    return count;
  }

  /** Bytes on the heap, about. */
  long heapBytes() {
    long bytes = 96;
    for (long[] level : levels) {
      bytes += 24 + (long) Long.BYTES * level.length;
    }
    return bytes;
  }

  void add(long word) {
    least = Math.min(least, word);
    greatest = Math.max(greatest, word);
    append(0, word);
    count++;
    if (kept > room) {
      compact();
    }
  }

  /**
   * Adds the words of {@code other}, which came later. As long as that has all of them, the result
   * is the same as if they were added one by one.
   */
  void merge(KllSketch other) {
    if (other.levels.length == 1) {
      for (int i = 0; i < other.sizes[0]; i++) {
        add(other.levels[0][i]);
      }
      return;
    }
    least = Math.min(least, other.least);
    greatest = Math.max(greatest, other.greatest);
    while (levels.length < other.levels.length) {
      addLevel();
    }
    append(0, other.levels[0], other.sizes[0]);
    for (int level = 1; level < other.levels.length; level++) {
      mergeInto(level, other.levels[level], other.sizes[level]);
    }
    count += other.count;
    while (kept > room) {
      compact();
    }
    for (int level = 0; level < levels.length; level++) {
      trim(level);
    }
  }

  /* A level may grow for a while, as long as others are short. */
  private void trim(int level) {
    int wanted = Math.max(sizes[level], capacity(level));
    if (levels[level].length > wanted + wanted / 2) {
      levels[level] = Arrays.copyOf(levels[level], wanted);
    }
  }

  /** The word of which {@code share} of all words is not greater; exact for 0 and 1. */
  long quantile(double share) {
    if (share <= 0 || share >= 1) {
      return share <= 0 ? least : greatest;
    }
    long[] sorted = sorted(0);
    long[][] all = levels.clone();
    all[0] = sorted;
    int[] at = new int[all.length];
    double wanted = share * count;
    long passed = 0;
    long word = least;
    while (passed < wanted) {
      int next = -1;
      for (int level = 0; level < all.length; level++) {
        if (at[level] < sizes[level] && (next < 0 || all[level][at[level]] < all[next][at[next]])) {
          next = level;
        }
      }
      if (next < 0) {
        return greatest;
      }
      word = all[next][at[next]++];
      passed += 1L << next;
    }
    return word;
  }

  private long[] sorted(int level) {
    long[] words = Arrays.copyOf(levels[level], sizes[level]);
    Arrays.sort(words);
    return words;
  }

  /** How many words level {@code level} may have. */
  private int capacity(int level) {
    int depth = levels.length - 1 - level;
    return Math.max(LEAST, (int) Math.ceil(WIDTH * Math.pow(SHRINK, depth)));
  }

  private void compact() {
    int level = 0;
    while (sizes[level] < capacity(level)) {
      level++;
    }
    if (level == levels.length - 1) {
      addLevel();
    }
    long[] words = level == 0 ? sorted(0) : levels[level];
    int size = sizes[level];
    // Of an odd number the last one stays.
    int pairs = size / 2;
    int second = coin(level);
    long[] moved = new long[pairs];
    for (int i = 0; i < pairs; i++) {
      moved[i] = words[2 * i + second];
    }
    levels[level][0] = words[size - 1];
    sizes[level] = size & 1;
    kept -= 2 * pairs;
    mergeInto(level + 1, moved, pairs);
    trim(level);
    trim(level + 1);
  }

  /* The end of a 64-bit mix (Steele and Vigna, 2014). */
  private int coin(int level) {
    long bits = (count << 6 | level) * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    return (int) ((bits ^ (bits >>> 27)) >>> 63);
  }

  private void addLevel() {
    int height = levels.length + 1;
    levels = Arrays.copyOf(levels, height);
    sizes = Arrays.copyOf(sizes, height);
    levels[height - 1] = new long[LEAST];
    room = 0;
    for (int level = 0; level < height; level++) {
      room += capacity(level);
    }
  }

  private void append(int level, long word) {
    reserve(level, 1);
    levels[level][sizes[level]++] = word;
    kept++;
  }

  private void append(int level, long[] words, int size) {
    reserve(level, size);
    System.arraycopy(words, 0, levels[level], sizes[level], size);
    sizes[level] += size;
    kept += size;
  }

  private void reserve(int level, int more) {
    int needed = sizes[level] + more;
    if (needed > levels[level].length) {
      levels[level] = Arrays.copyOf(levels[level], Math.max(needed, levels[level].length * 3 / 2));
    }
  }

  /* Both are sorted: from the end, so that nothing is overwritten before it is read. */
  private void mergeInto(int level, long[] words, int size) {
    reserve(level, size);
    long[] target = levels[level];
    int own = sizes[level] - 1;
    int other = size - 1;
    for (int at = sizes[level] + size - 1; other >= 0; at--) {
      target[at] = own >= 0 && target[own] > words[other] ? target[own--] : words[other--];
    }
    sizes[level] += size;
    kept += size;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeLong(least);
    out.writeLong(greatest);
    out.writeByte(levels.length);
    for (int level = 0; level < levels.length; level++) {
      out.writeInt(sizes[level]);
      for (int i = 0; i < sizes[level]; i++) {
        out.writeLong(levels[level][i]);
      }
    }
  }

  static KllSketch read(DataInput in) throws IOException {
    KllSketch sketch = new KllSketch();
    sketch.count = in.readLong();
    sketch.least = in.readLong();
    sketch.greatest = in.readLong();
    int height = in.readByte();
    for (int level = 0; level < height; level++) {
      if (level > 0) {
        sketch.addLevel();
      }
      int size = in.readInt();
      sketch.reserve(level, size);
      for (int i = 0; i < size; i++) {
        sketch.levels[level][i] = in.readLong();
      }
      sketch.sizes[level] = size;
      sketch.kept += size;
    }
    return sketch;
  }
}
