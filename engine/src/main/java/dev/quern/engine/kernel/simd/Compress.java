package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I16;
import static dev.quern.engine.kernel.simd.Species.I32;
import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.I8;
import static dev.quern.engine.kernel.simd.Species.LANES_16;
import static dev.quern.engine.kernel.simd.Species.LANES_32;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LANES_8;
import static dev.quern.engine.kernel.simd.Species.LE;
import static dev.quern.engine.kernel.simd.Species.MASK_16;
import static dev.quern.engine.kernel.simd.Species.MASK_32;
import static dev.quern.engine.kernel.simd.Species.MASK_64;
import static dev.quern.engine.kernel.simd.Species.MASK_8;

import dev.quern.engine.kernel.Bitmaps;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;

/**
 * Filtering by the machine's compress instruction. A vector of which k lanes are chosen is stored
 * whole and the next one k slots further; as many rows have been read by then as slots are written,
 * so an output as long as the input is never left, and may be the input.
 */
final class Compress {

  private Compress() {}

  /** Row numbers of the set bits; {@code n} is a multiple of 64. Returns how many. */
  static int selection(MemorySegment bits, MemorySegment out, int n) {
    IntVector lanes = IntVector.zero(I32).addIndex(1);
    int end = 0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(bits, row);
      for (int j = 0; j < 64; j += LANES_32) {
        long mask = word >>> j & MASK_32;
        lanes
            .add(row + j)
            .compress(VectorMask.fromLong(I32, mask))
            .intoMemorySegment(out, (long) end << 2, LE);
        end += Long.bitCount(mask);
      }
    }
    return end;
  }

  /** The chosen 1-byte slots; {@code n} is a multiple of 64. Returns how many. */
  static int filter1(MemorySegment values, MemorySegment bits, MemorySegment out, int n) {
    int end = 0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(bits, row);
      if (word == 0) {
        continue;
      }
      for (int j = 0; j < 64; j += LANES_8) {
        long mask = word >>> j & MASK_8;
        ByteVector.fromMemorySegment(I8, values, (long) row + j, LE)
            .compress(VectorMask.fromLong(I8, mask))
            .intoMemorySegment(out, end, LE);
        end += Long.bitCount(mask);
      }
    }
    return end;
  }

  /** The chosen 2-byte slots; {@code n} is a multiple of 64. Returns how many. */
  static int filter2(MemorySegment values, MemorySegment bits, MemorySegment out, int n) {
    int end = 0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(bits, row);
      if (word == 0) {
        continue;
      }
      for (int j = 0; j < 64; j += LANES_16) {
        long mask = word >>> j & MASK_16;
        ShortVector.fromMemorySegment(I16, values, (long) (row + j) << 1, LE)
            .compress(VectorMask.fromLong(I16, mask))
            .intoMemorySegment(out, (long) end << 1, LE);
        end += Long.bitCount(mask);
      }
    }
    return end;
  }

  /** The chosen 4-byte slots; {@code n} is a multiple of 64. Returns how many. */
  static int filter4(MemorySegment values, MemorySegment bits, MemorySegment out, int n) {
    int end = 0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(bits, row);
      if (word == 0) {
        continue;
      }
      for (int j = 0; j < 64; j += LANES_32) {
        long mask = word >>> j & MASK_32;
        IntVector.fromMemorySegment(I32, values, (long) (row + j) << 2, LE)
            .compress(VectorMask.fromLong(I32, mask))
            .intoMemorySegment(out, (long) end << 2, LE);
        end += Long.bitCount(mask);
      }
    }
    return end;
  }

  /** The chosen 8-byte slots; {@code n} is a multiple of 64. Returns how many. */
  static int filter8(MemorySegment values, MemorySegment bits, MemorySegment out, int n) {
    int end = 0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(bits, row);
      if (word == 0) {
        continue;
      }
      for (int j = 0; j < 64; j += LANES_64) {
        long mask = word >>> j & MASK_64;
        LongVector.fromMemorySegment(I64, values, (long) (row + j) << 3, LE)
            .compress(VectorMask.fromLong(I64, mask))
            .intoMemorySegment(out, (long) end << 3, LE);
        end += Long.bitCount(mask);
      }
    }
    return end;
  }

  /** The chosen 16-byte slots, two lanes each; {@code n} is a multiple of 64. Returns how many. */
  static int filter16(MemorySegment values, MemorySegment bits, MemorySegment out, int n) {
    int end = 0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(bits, row);
      if (word == 0) {
        continue;
      }
      for (int j = 0; j < 64; j += LANES_64 / 2) {
        // every bit twice: spread to the even places, then times three
        long mask = Long.expand(word >>> j, 0x5555555555555555L & MASK_64) * 3;
        LongVector.fromMemorySegment(I64, values, (long) (row + j) << 4, LE)
            .compress(VectorMask.fromLong(I64, mask))
            .intoMemorySegment(out, (long) end << 4, LE);
        end += Long.bitCount(mask) / 2;
      }
    }
    return end;
  }
}
