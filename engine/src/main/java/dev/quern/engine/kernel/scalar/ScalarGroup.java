package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.GroupKernel;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/**
 * State updates row by row: values are loaded by block, a word of the bitmap at a time is walked,
 * and a full word is a plain loop.
 */
public final class ScalarGroup implements GroupKernel {

  @Override
  public void count(MemorySegment groups, MemorySegment rows, MemorySegment counts, int n) {
    if (FewGroups.are(counts, n) && Bitmaps.isAllValid(rows)) {
      FewGroups.count(groups, counts, n);
      return;
    }
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.wordOrOnes(rows, row) & Bitmaps.maskBelow(row, n);
      if (word == -1L) {
        for (int i = row; i < row + 64; i++) {
          increment(counts, Slots.int32(groups, i));
        }
      } else {
        for (; word != 0; word &= word - 1) {
          increment(counts, Slots.int32(groups, row + Long.numberOfTrailingZeros(word)));
        }
      }
    }
  }

  @Override
  public int[] sizes(MemorySegment groups, int count, int n) {
    return FewGroups.sizes(groups, count, n);
  }

  private static void increment(MemorySegment counts, int group) {
    Slots.setInt64(counts, group, Slots.int64(counts, group) + 1);
  }

  @Override
  public int sum(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment sums,
      int n) {
    long[] block = Blocks.longs(n);
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - start);
      Blocks.load(type, values, start, block, count);
      // a row left out adds 0 to its group
      Masks.clear(block, rows, start, count, 0);
      for (int i = 0; i < count; i++) {
        int group = Slots.int32(groups, start + i);
        long old = Slots.int64(sums, group);
        long sum = old + block[i];
        if (((old ^ sum) & (block[i] ^ sum)) < 0) {
          return start + i;
        }
        Slots.setInt64(sums, group, sum);
      }
    }
    return Kernels.NONE;
  }

  @Override
  public void sumBounded(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment sums,
      int n) {
    if (FewGroups.are(sums, n)) {
      FewGroups.sum(type, values, groups, rows, sums, n);
      return;
    }
    long[] block = Blocks.longs(n);
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - start);
      Blocks.load(type, values, start, block, count);
      Masks.clear(block, rows, start, count, 0);
      for (int i = 0; i < count; i++) {
        int group = Slots.int32(groups, start + i);
        Slots.setInt64(sums, group, Slots.int64(sums, group) + block[i]);
      }
    }
  }

  @Override
  public void sumWide(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment sums,
      int n) {
    long[] block = Blocks.longs(n);
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - start);
      Blocks.load(type, values, start, block, count);
      Masks.clear(block, rows, start, count, 0);
      for (int i = 0; i < count; i++) {
        int group = Slots.int32(groups, start + i);
        long old = Slots.low(sums, group);
        long low = old + block[i];
        long carry = ((old & block[i]) | ((old | block[i]) & ~low)) >>> 63;
        Slots.setWide(sums, group, Slots.high(sums, group) + (block[i] >> 63) + carry, low);
      }
    }
  }

  @Override
  public int sumDecimal(
      MemorySegment values, MemorySegment groups, MemorySegment rows, MemorySegment sums, int n) {
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(rows, i)) {
        int group = Slots.int32(groups, i);
        wide.set(Slots.high(sums, group), Slots.low(sums, group));
        boolean carried = wide.add(Slots.high(values, i), Slots.low(values, i));
        if (!carried || !wide.fits(Wide.MAX_DIGITS)) {
          return i;
        }
        Slots.setWide(sums, group, wide.high(), wide.low());
      }
    }
    return Kernels.NONE;
  }

  @Override
  public void sumFloat(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment sums,
      int n) {
    double[] block = Blocks.doubles(n);
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - start);
      Blocks.load(type, values, start, block, count);
      // a sum starts at 0.0 and so is never -0.0: adding 0.0 for a row left out changes no bit
      Masks.clear(block, rows, start, count, 0.0);
      for (int i = 0; i < count; i++) {
        int group = Slots.int32(groups, start + i);
        Slots.setFloat64(sums, group, Slots.float64(sums, group) + block[i]);
      }
    }
  }

  @Override
  public void min(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment minima,
      int n) {
    if (type.isFloating()) {
      GroupExtrema.minFloat(type, values, groups, rows, minima, n);
    } else {
      GroupExtrema.min(type, values, groups, rows, minima, n);
    }
  }

  @Override
  public void max(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment maxima,
      int n) {
    if (type.isFloating()) {
      GroupExtrema.maxFloat(type, values, groups, rows, maxima, n);
    } else {
      GroupExtrema.max(type, values, groups, rows, maxima, n);
    }
  }

  @Override
  public void first(
      MemorySegment groups, MemorySegment rows, long base, MemorySegment firstRows, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.wordOrOnes(rows, row) & Bitmaps.maskBelow(row, n);
      for (; word != 0; word &= word - 1) {
        int i = row + Long.numberOfTrailingZeros(word);
        int group = Slots.int32(groups, i);
        if (Slots.int64(firstRows, group) < 0) {
          Slots.setInt64(firstRows, group, base + i);
        }
      }
    }
  }

  @Override
  public void last(
      MemorySegment groups, MemorySegment rows, long base, MemorySegment lastRows, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.wordOrOnes(rows, row) & Bitmaps.maskBelow(row, n);
      for (; word != 0; word &= word - 1) {
        int i = row + Long.numberOfTrailingZeros(word);
        Slots.setInt64(lastRows, Slots.int32(groups, i), base + i);
      }
    }
  }

  @Override
  public void moments(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment counts,
      MemorySegment means,
      MemorySegment deviations,
      int n) {
    double[] block = Blocks.doubles(n);
    for (int start = 0; start < n; start += Blocks.SIZE) {
      int length = Math.min(Blocks.SIZE, n - start);
      Blocks.load(type, values, start, block, length);
      for (int i = 0; i < length; i++) {
        if (Bitmaps.get(rows, start + i)) {
          int group = Slots.int32(groups, start + i);
          long count = Slots.int64(counts, group) + 1;
          double mean = Slots.float64(means, group);
          double delta = block[i] - mean;
          mean += delta / count;
          Slots.setInt64(counts, group, count);
          Slots.setFloat64(means, group, mean);
          double sum = Slots.float64(deviations, group) + delta * (block[i] - mean);
          Slots.setFloat64(deviations, group, sum);
        }
      }
    }
  }
}
