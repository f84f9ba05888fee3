package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/**
 * Updates of few groups. A group comes again within a few rows, and would wait until its state,
 * stored a moment ago, can be loaded again: so there are four states a group, taken in turn.
 */
final class FewGroups {
  /** Groups of which the states fit into a corner of the first-level cache. */
  private static final int MOST = 64;

  private static final int TURNS = 4;

  private FewGroups() {}

  /** Whether INT64 states are of so few groups, and the rows worth while. */
  static boolean are(MemorySegment states, int n) {
    return states.byteSize() <= (long) MOST * Long.BYTES && n >= 4 * MOST;
  }

  private static int slots(MemorySegment states) {
    return (int) (states.byteSize() / Long.BYTES);
  }

  static void count(MemorySegment groups, MemorySegment counts, int n) {
    int[] sizes = sizes(groups, slots(counts), n);
    for (int group = 0; group < sizes.length; group++) {
      Slots.setInt64(counts, group, Slots.int64(counts, group) + sizes[group]);
    }
  }

  static int[] sizes(MemorySegment groups, int count, int n) {
    int[] numbers = new int[Blocks.SIZE];
    int[] turns = new int[TURNS * count];
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int length = Math.min(Blocks.SIZE, n - start);
      MemorySegment.copy(groups, Slots.INT32, (long) start << 2, numbers, 0, length);
      int i = 0;
      for (; i + TURNS <= length; i += TURNS) {
        turns[TURNS * numbers[i]]++;
        turns[TURNS * numbers[i + 1] + 1]++;
        turns[TURNS * numbers[i + 2] + 2]++;
        turns[TURNS * numbers[i + 3] + 3]++;
      }
      for (; i < length; i++) {
        turns[TURNS * numbers[i]]++;
      }
    }
    int[] sizes = new int[count];
    for (int group = 0; group < count; group++) {
      int at = TURNS * group;
      sizes[group] = turns[at] + turns[at + 1] + turns[at + 2] + turns[at + 3];
    }
    return sizes;
  }

  static void sum(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment sums,
      int n) {
    int[] numbers = new int[Blocks.SIZE];
    long[] block = new long[Blocks.SIZE];
    long[] turns = new long[TURNS * slots(sums)];
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int length = Math.min(Blocks.SIZE, n - start);
      MemorySegment.copy(groups, Slots.INT32, (long) start << 2, numbers, 0, length);
      Blocks.load(type, values, start, block, length);
      Masks.clear(block, rows, start, length, 0);
      int i = 0;
      for (; i + TURNS <= length; i += TURNS) {
        turns[TURNS * numbers[i]] += block[i];
        turns[TURNS * numbers[i + 1] + 1] += block[i + 1];
        turns[TURNS * numbers[i + 2] + 2] += block[i + 2];
        turns[TURNS * numbers[i + 3] + 3] += block[i + 3];
      }
      for (; i < length; i++) {
        turns[TURNS * numbers[i]] += block[i];
      }
    }
    for (int group = 0; group < slots(sums); group++) {
      int at = TURNS * group;
      long sum = turns[at] + turns[at + 1] + turns[at + 2] + turns[at + 3];
      Slots.setInt64(sums, group, Slots.int64(sums, group) + sum);
    }
  }
}
