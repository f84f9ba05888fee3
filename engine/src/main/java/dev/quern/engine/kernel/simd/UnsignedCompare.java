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

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.LaneType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The order of unsigned integers, 64 rows a word; {@code n} is a multiple of 64. Whether they are
 * equal is what {@link ByteCompare} and the like know.
 */
final class UnsignedCompare {

  private UnsignedCompare() {}

  static void compare(
      CompareOp op, LaneType type, MemorySegment a, MemorySegment b, MemorySegment out, int n) {
    switch (op) {
      case LT -> less(type, a, b, 0, out, n);
      case GE -> less(type, a, b, -1, out, n);
      case GT -> less(type, b, a, 0, out, n);
      case LE -> less(type, b, a, -1, out, n);
      case EQ, NE -> throw new IllegalArgumentException(op + " is no order");
    }
  }

  static void compare(
      CompareOp op, LaneType type, MemorySegment a, long b, MemorySegment out, int n) {
    switch (op) {
      case LT -> less(type, a, b, 0, out, n);
      case GE -> less(type, a, b, -1, out, n);
      case GT -> notAbove(type, a, b, -1, out, n);
      case LE -> notAbove(type, a, b, 0, out, n);
      case EQ, NE -> throw new IllegalArgumentException(op + " is no order");
    }
  }

  /* At most b is less than b + 1, unless nothing is above b. */
  private static void notAbove(
      LaneType type, MemorySegment a, long b, long flip, MemorySegment out, int n) {
    if (b != type.maxValue()) {
      less(type, a, b + 1, flip, out, n);
      return;
    }
    for (int row = 0; row < n; row += 64) {
      Bitmaps.setWord(out, row, ~flip);
    }
  }

  private static void less(
      LaneType type, MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    switch (type) {
      case UINT8 -> bytes(a, b, flip, out, n);
      case UINT16 -> shorts(a, b, flip, out, n);
      case UINT32 -> ints(a, b, flip, out, n);
      default -> longs(a, b, flip, out, n);
    }
  }

  private static void less(
      LaneType type, MemorySegment a, long b, long flip, MemorySegment out, int n) {
    switch (type) {
      case UINT8 -> bytes(a, (byte) b, flip, out, n);
      case UINT16 -> shorts(a, (short) b, flip, out, n);
      case UINT32 -> ints(a, (int) b, flip, out, n);
      default -> longs(a, b, flip, out, n);
    }
  }

  private static void bytes(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_8) {
        ByteVector x = ByteVector.fromMemorySegment(I8, a, (long) (row + j) << 0, LE);
        ByteVector y = ByteVector.fromMemorySegment(I8, b, (long) (row + j) << 0, LE);
        word ^= x.compare(VectorOperators.ULT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void bytes(MemorySegment a, byte b, long flip, MemorySegment out, int n) {
    ByteVector y = ByteVector.broadcast(I8, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_8) {
        ByteVector x = ByteVector.fromMemorySegment(I8, a, (long) (row + j) << 0, LE);
        word ^= x.compare(VectorOperators.ULT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void shorts(
      MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_16) {
        ShortVector x = ShortVector.fromMemorySegment(I16, a, (long) (row + j) << 1, LE);
        ShortVector y = ShortVector.fromMemorySegment(I16, b, (long) (row + j) << 1, LE);
        word ^= x.compare(VectorOperators.ULT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void shorts(MemorySegment a, short b, long flip, MemorySegment out, int n) {
    ShortVector y = ShortVector.broadcast(I16, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_16) {
        ShortVector x = ShortVector.fromMemorySegment(I16, a, (long) (row + j) << 1, LE);
        word ^= x.compare(VectorOperators.ULT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void ints(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_32) {
        IntVector x = IntVector.fromMemorySegment(I32, a, (long) (row + j) << 2, LE);
        IntVector y = IntVector.fromMemorySegment(I32, b, (long) (row + j) << 2, LE);
        word ^= x.compare(VectorOperators.ULT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void ints(MemorySegment a, int b, long flip, MemorySegment out, int n) {
    IntVector y = IntVector.broadcast(I32, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_32) {
        IntVector x = IntVector.fromMemorySegment(I32, a, (long) (row + j) << 2, LE);
        word ^= x.compare(VectorOperators.ULT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void longs(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        LongVector x = LongVector.fromMemorySegment(I64, a, (long) (row + j) << 3, LE);
        LongVector y = LongVector.fromMemorySegment(I64, b, (long) (row + j) << 3, LE);
        word ^= x.compare(VectorOperators.ULT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void longs(MemorySegment a, long b, long flip, MemorySegment out, int n) {
    LongVector y = LongVector.broadcast(I64, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        LongVector x = LongVector.fromMemorySegment(I64, a, (long) (row + j) << 3, LE);
        word ^= x.compare(VectorOperators.ULT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }
}
