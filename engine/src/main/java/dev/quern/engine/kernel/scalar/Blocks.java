package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/**
 * Rows of a column in a small heap array and back. Integers are widened to {@code long} and floats
 * to {@code double}, both without loss; the four basic operations on FLOAT32 done in {@code double}
 * and rounded once give the very bits of single precision.
 */
public final class Blocks {

  /** Rows of a block: a few arrays of it stay in the first-level cache. A multiple of 64. */
  public static final int SIZE = 512;

  private Blocks() {}

  /** An array for a block of a call over {@code n} rows. */
  public static long[] longs(int n) {
    return new long[Math.min(n, SIZE)];
  }

  /** An array for a block of a call over {@code n} rows. */
  public static double[] doubles(int n) {
    return new double[Math.min(n, SIZE)];
  }

  /** Reads rows {@code from} to {@code from + n - 1} of an integer column; of UINT64 the bits. */
  public static void load(LaneType type, MemorySegment in, int from, long[] out, int n) {
    switch (type) {
      case INT8 -> {
        for (int i = 0; i < n; i++) {
          out[i] = Slots.int8(in, from + i);
        }
      }
      case INT16 -> {
        for (int i = 0; i < n; i++) {
          out[i] = Slots.int16(in, from + i);
        }
      }
      case INT32 -> {
        int[] narrow = new int[n];
        MemorySegment.copy(in, Slots.INT32, (long) from << 2, narrow, 0, n);
        for (int i = 0; i < n; i++) {
          out[i] = narrow[i];
        }
      }
      case INT64, UINT64 -> MemorySegment.copy(in, Slots.INT64, (long) from << 3, out, 0, n);
      case UINT8 -> {
        for (int i = 0; i < n; i++) {
          out[i] = Byte.toUnsignedLong(Slots.int8(in, from + i));
        }
      }
      case UINT16 -> {
        for (int i = 0; i < n; i++) {
          out[i] = Short.toUnsignedLong(Slots.int16(in, from + i));
        }
      }
      case UINT32 -> {
        int[] narrow = new int[n];
        MemorySegment.copy(in, Slots.INT32, (long) from << 2, narrow, 0, n);
        for (int i = 0; i < n; i++) {
          out[i] = Integer.toUnsignedLong(narrow[i]);
        }
      }
      case FLOAT32, FLOAT64 -> throw new IllegalArgumentException(type + " is not an integer type");
    }
  }

  /** Reads rows of a column of any type as numbers; INT64 and UINT64 are rounded. */
  public static void load(LaneType type, MemorySegment in, int from, double[] out, int n) {
    switch (type) {
      case INT8 -> {
        for (int i = 0; i < n; i++) {
          out[i] = Slots.int8(in, from + i);
        }
      }
      case INT16 -> {
        for (int i = 0; i < n; i++) {
          out[i] = Slots.int16(in, from + i);
        }
      }
      case INT32 -> {
        for (int i = 0; i < n; i++) {
          out[i] = Slots.int32(in, from + i);
        }
      }
      case INT64 -> {
        for (int i = 0; i < n; i++) {
          out[i] = (double) Slots.int64(in, from + i);
        }
      }
      case UINT8, UINT16, UINT32 -> {
        int width = type.byteWidth();
        for (int i = 0; i < n; i++) {
          out[i] = Slots.unsigned(in, width, from + i);
        }
      }
      case UINT64 -> {
        for (int i = 0; i < n; i++) {
          out[i] = Slots.unsignedToDouble(Slots.int64(in, from + i));
        }
      }
      case FLOAT32 -> {
        for (int i = 0; i < n; i++) {
          out[i] = Slots.float32(in, from + i);
        }
      }
      case FLOAT64 -> MemorySegment.copy(in, Slots.FLOAT64, (long) from << 3, out, 0, n);
    }
  }

  /** Reads rows of a column of any type as integers in the order of the values. */
  static void loadOrdered(LaneType type, MemorySegment in, int from, long[] out, int n) {
    switch (type) {
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> load(type, in, from, out, n);
      case UINT64 -> {
        for (int i = 0; i < n; i++) {
          out[i] = OrderedBits.ofUnsigned(Slots.int64(in, from + i));
        }
      }
      case FLOAT32 -> {
        for (int i = 0; i < n; i++) {
          out[i] = FloatOrder.key(Slots.float32(in, from + i));
        }
      }
      case FLOAT64 -> {
        for (int i = 0; i < n; i++) {
          out[i] = FloatOrder.key(Slots.float64(in, from + i));
        }
      }
    }
  }

  /** Writes a block to rows from {@code at} of an integer column, cutting off high bits. */
  public static void store(LaneType type, long[] in, MemorySegment out, int at, int n) {
    switch (type) {
      case INT8, UINT8 -> {
        for (int i = 0; i < n; i++) {
          Slots.setInt8(out, at + i, (byte) in[i]);
        }
      }
      case INT16, UINT16 -> {
        for (int i = 0; i < n; i++) {
          Slots.setInt16(out, at + i, (short) in[i]);
        }
      }
      case INT32, UINT32 -> {
        // Through an array: narrowing from array to array is vectorised, into a segment it is not.
        int[] narrow = new int[n];
        for (int i = 0; i < n; i++) {
          narrow[i] = (int) in[i];
        }
        MemorySegment.copy(narrow, 0, out, Slots.INT32, (long) at << 2, n);
      }
      case INT64, UINT64 -> MemorySegment.copy(in, 0, out, Slots.INT64, (long) at << 3, n);
      case FLOAT32 -> {
        for (int i = 0; i < n; i++) {
          Slots.setFloat32(out, at + i, (float) in[i]);
        }
      }
      case FLOAT64 -> {
        for (int i = 0; i < n; i++) {
          Slots.setFloat64(out, at + i, (double) in[i]);
        }
      }
    }
  }

  /** Writes a block to rows from {@code at} of a floating column, rounding to its type. */
  public static void store(LaneType type, double[] in, MemorySegment out, int at, int n) {
    switch (type) {
      case FLOAT32 -> {
        for (int i = 0; i < n; i++) {
          Slots.setFloat32(out, at + i, (float) in[i]);
        }
      }
      case FLOAT64 -> MemorySegment.copy(in, 0, out, Slots.FLOAT64, (long) at << 3, n);
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
          throw new IllegalArgumentException(type + " is not a floating type");
    }
  }
}
