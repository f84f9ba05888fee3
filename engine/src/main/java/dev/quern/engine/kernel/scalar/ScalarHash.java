package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.HashKernel;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import java.lang.foreign.MemorySegment;

/** Hashes by {@link Hashing}; nulls are overwritten afterwards. */
public final class ScalarHash implements HashKernel {

  @Override
  public void hash(
      LaneType type, MemorySegment values, MemorySegment valid, MemorySegment out, int n) {
    range(type, values, out, 0, n);
    nulls(valid, out, n);
  }

  /** Rows {@code from} to {@code to - 1}, nulls not looked at. */
  public static void range(
      LaneType type, MemorySegment values, MemorySegment out, int from, int to) {
    if (type.isFloating()) {
      double[] block = Blocks.doubles(to - from);
      for (int row = from; row < to; row += Blocks.SIZE) {
        int n = Math.min(Blocks.SIZE, to - row);
        Blocks.load(type, values, row, block, n);
        for (int i = 0; i < n; i++) {
          Slots.setInt64(out, row + i, Hashing.of(block[i]));
        }
      }
      return;
    }
    long[] block = Blocks.longs(to - from);
    for (int row = from; row < to; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, to - row);
      Blocks.load(type, values, row, block, n);
      for (int i = 0; i < n; i++) {
        block[i] = Hashing.of(block[i]);
      }
      Blocks.store(LaneType.INT64, block, out, row, n);
    }
  }

  /** Sets the hash of the null rows. */
  public static void nulls(MemorySegment valid, MemorySegment out, int n) {
    if (Bitmaps.isAllValid(valid)) {
      return;
    }
    for (int row = 0; row < n; row += 64) {
      long rest = ~Bitmaps.word(valid, row) & Bitmaps.maskBelow(row, n);
      for (; rest != 0; rest &= rest - 1) {
        Slots.setInt64(out, row + Long.numberOfTrailingZeros(rest), Hashing.NULL);
      }
    }
  }

  @Override
  public void hashWide(MemorySegment values, MemorySegment valid, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      Slots.setInt64(out, i, Hashing.of(Slots.high(values, i), Slots.low(values, i)));
    }
    nulls(valid, out, n);
  }

  @Override
  public void hashBits(MemorySegment bits, MemorySegment valid, MemorySegment out, int n) {
    long zero = Hashing.of(0L);
    long one = Hashing.of(1L);
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.wordOrOnes(bits, row);
      int end = Math.min(row + 64, n);
      for (int i = row; i < end; i++) {
        Slots.setInt64(out, i, (word >>> i & 1) == 0 ? zero : one);
      }
    }
    nulls(valid, out, n);
  }

  @Override
  public void hashStrings(Views strings, MemorySegment valid, MemorySegment out, int n) {
    MemorySegment views = strings.views();
    for (int i = 0; i < n; i++) {
      long first = Slots.low(views, i);
      long hash =
          (int) first <= Views.INLINE
              ? Hashing.words(first, Slots.high(views, i))
              : longString(strings, first, Slots.high(views, i));
      Slots.setInt64(out, i, hash);
    }
    nulls(valid, out, n);
  }

  private static long longString(Views strings, long first, long second) {
    MemorySegment buffer = strings.buffers()[(int) second];
    long start = second >>> 32;
    long last = start + (int) first - 16;
    long hash = (int) first * Hashing.MIX_1;
    for (long at = start; at < last; at += 16) {
      hash = Hashing.step(hash, buffer.get(Slots.INT64, at), buffer.get(Slots.INT64, at + 8));
    }
    // the last 16 bytes, some of them for the second time; a shorter string overlaps two words
    long end = start + (int) first - 8;
    long lastWord = buffer.get(Slots.INT64, end);
    long firstWord = buffer.get(Slots.INT64, Math.max(last, start));
    return Hashing.finish(Hashing.step(hash, firstWord, lastWord));
  }

  @Override
  public void combine(MemorySegment hashes, MemorySegment next, int n) {
    combine(hashes, next, 0, n);
  }

  /** Rows {@code from} to {@code to - 1} of {@link #combine}. */
  public static void combine(MemorySegment hashes, MemorySegment next, int from, int to) {
    for (int i = from; i < to; i++) {
      long hash = Hashing.combine(Slots.int64(hashes, i), Slots.int64(next, i));
      Slots.setInt64(hashes, i, hash);
    }
  }
}
