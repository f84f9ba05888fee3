package dev.quern.engine.kernel.simd;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.ScanKernel;
import dev.quern.engine.kernel.StructureMarks;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * 64 bytes a step: compares give one bit a byte, quoted stretches are masked out by a running
 * exclusive or, and what is left is written out bit by bit.
 */
public final class SimdScan implements ScanKernel {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final int LANES = Math.min(64, BYTES.length());
  private static final int STEP = 64;

  @Override
  public void scan(
      MemorySegment text, int n, byte delimiter, int quote, boolean inside, StructureMarks marks) {
    int[] positions = marks.positions();
    int count = 0;
    int lines = 0;
    int misplaced = Kernels.NONE;
    boolean anyQuotes = false;
    long signs = 0;
    long within = inside ? -1L : 0L; // all ones while inside quotes
    long mayOpen = 1; // whether the byte before allows an opening quote
    long closed = 0; // whether the byte before is a closing quote
    for (int at = 0; at < n; at += STEP) {
      long below = n - at >= STEP ? -1L : -1L >>> (STEP - (n - at));
      long feeds = equal(text, at, (byte) '\n') & below;
      long marked = (equal(text, at, delimiter) & below) | feeds;
      long quotes = quote == NO_QUOTE ? 0 : equal(text, at, (byte) quote) & below;
      signs |= negative(text, at) & below;
      if ((quotes | within | closed) != 0) {
        anyQuotes |= quotes != 0;
        long quoted = prefixXor(quotes) ^ within;
        marked &= ~quoted;
        feeds &= ~quoted;
        long open = quotes & quoted;
        long close = quotes & ~quoted;
        long ends = marked | close;
        long wrong = open & ~(ends << 1 | mayOpen);
        long returns = equal(text, at, (byte) '\r');
        wrong |= (close << 1 | closed) & ~(marked | open | returns) & below;
        if (wrong != 0 && misplaced == Kernels.NONE) {
          misplaced = at + Long.numberOfTrailingZeros(wrong);
        }
        mayOpen = ends >>> 63;
        closed = close >>> 63;
        within = quoted >> 63;
      } else {
        mayOpen = marked >>> 63;
      }
      lines += Long.bitCount(feeds);
      count = write(marked, at, positions, count);
    }
    // Bits behind the end repeat the state at the end, so the sign of the last word is the state.
    marks.set(count, lines, within != 0, anyQuotes, signs == 0, misplaced);
  }

  @Override
  public int count(MemorySegment text, int n, byte value) {
    int count = 0;
    int at = 0;
    for (; at + STEP <= n; at += STEP) {
      count += Long.bitCount(equal(text, at, value));
    }
    if (at < n) {
      count += Long.bitCount(equal(text, at, value) & -1L >>> (STEP - (n - at)));
    }
    return count;
  }

  /* Four at a time without a branch between them: most of 64 bytes have at most 16 marks. */
  private static int write(long marked, int at, int[] positions, int count) {
    int total = Long.bitCount(marked);
    long bits = marked;
    int slot = count + 1;
    for (int done = 0; done < total; done += 4, slot += 4) {
      positions[slot] = at + Long.numberOfTrailingZeros(bits);
      bits &= bits - 1;
      positions[slot + 1] = at + Long.numberOfTrailingZeros(bits);
      bits &= bits - 1;
      positions[slot + 2] = at + Long.numberOfTrailingZeros(bits);
      bits &= bits - 1;
      positions[slot + 3] = at + Long.numberOfTrailingZeros(bits);
      bits &= bits - 1;
    }
    return count + total;
  }

  /* Bit i is the exclusive or of bits 0 to i. */
  private static long prefixXor(long bits) {
    long x = bits ^ bits << 1;
    x ^= x << 2;
    x ^= x << 4;
    x ^= x << 8;
    x ^= x << 16;
    return x ^ x << 32;
  }

  private static long equal(MemorySegment text, int at, byte value) {
    long bits = 0;
    for (int lane = 0; lane < STEP; lane += LANES) {
      bits |=
          ByteVector.fromMemorySegment(BYTES, text, (long) at + lane, LITTLE_ENDIAN)
                  .compare(VectorOperators.EQ, value)
                  .toLong()
              << lane;
    }
    return bits;
  }

  private static long negative(MemorySegment text, int at) {
    long bits = 0;
    for (int lane = 0; lane < STEP; lane += LANES) {
      bits |=
          ByteVector.fromMemorySegment(BYTES, text, (long) at + lane, LITTLE_ENDIAN)
                  .compare(VectorOperators.LT, (byte) 0)
                  .toLong()
              << lane;
    }
    return bits;
  }
}
