package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Values of a flat column as words, such that equal values have equal words: integers, unsigned
 * ones too, sign extended, floats with one zero and one NaN, decimals and views in two words. A
 * long string's second word is its place in a pool.
 */
final class KeyLanes {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private KeyLanes() {}

  /** The one word of each of {@code n} values that are no wider. */
  static void narrow(ColumnVector column, int from, int n, long[] words) {
    MemorySegment values = column.values();
    DType type = column.type();
    if (type.layout() == Layout.BITMAP) {
      bits(values, from, n, words);
    } else if (type == DType.FLOAT64) {
      doubles(values, from, n, words);
    } else if (type == DType.FLOAT32) {
      floats(values, from, n, words);
    } else {
      integers(values, type.byteWidth(), from, n, words);
    }
  }

  /** Integers of {@code width} bytes, sign extended; dictionary codes too. */
  static void integers(MemorySegment values, int width, int from, int n, long[] words) {
    switch (width) {
      case 1 -> bytes(values, from, n, words);
      case 2 -> shorts(values, from, n, words);
      case 4 -> ints(values, from, n, words);
      case 8 -> MemorySegment.copy(values, LONG, 8L * from, words, 0, n);
      default -> throw new IllegalArgumentException(width + " bytes are no integer");
    }
  }

  private static void bits(MemorySegment values, int from, int n, long[] words) {
    for (int i = 0; i < n; i++) {
      int row = from + i;
      words[i] = values.get(ValueLayout.JAVA_BYTE, row >>> 3) >>> (row & 7) & 1L;
    }
  }

  private static void bytes(MemorySegment values, int from, int n, long[] words) {
    for (int i = 0; i < n; i++) {
      words[i] = values.get(ValueLayout.JAVA_BYTE, (long) from + i);
    }
  }

  private static void shorts(MemorySegment values, int from, int n, long[] words) {
    for (int i = 0; i < n; i++) {
      words[i] = values.get(SHORT, 2L * (from + i));
    }
  }

  private static void ints(MemorySegment values, int from, int n, long[] words) {
    // Through an array: widening from array to array is vectorised, from a segment it is not.
    int[] narrow = new int[n];
    MemorySegment.copy(values, INT, 4L * from, narrow, 0, n);
    for (int i = 0; i < n; i++) {
      words[i] = narrow[i];
    }
  }

  private static void floats(MemorySegment values, int from, int n, long[] words) {
    for (int i = 0; i < n; i++) {
      // Adding 0 makes -0.0 a 0.0; floatToIntBits knows one NaN only.
      words[i] = Float.floatToIntBits(values.get(FLOAT, 4L * (from + i)) + 0.0f);
    }
  }

  private static void doubles(MemorySegment values, int from, int n, long[] words) {
    for (int i = 0; i < n; i++) {
      words[i] = Double.doubleToLongBits(values.get(DOUBLE, 8L * (from + i)) + 0.0);
    }
  }

  /** The two words of each of {@code n} decimals. */
  static void decimals(ColumnVector column, int from, int n, long[] first, long[] second) {
    MemorySegment values = column.values();
    for (int i = 0; i < n; i++) {
      first[i] = values.get(LONG, 16L * (from + i));
      second[i] = values.get(LONG, 16L * (from + i) + 8);
    }
  }

  /** The two words of each of {@code n} strings; long ones are put into {@code pool}. */
  static void interned(
      ColumnVector column, int from, int n, StringPool pool, long[] first, long[] second) {
    MemorySegment views = column.values();
    MemorySegment[] heaps = column.heaps().segments();
    for (int i = 0; i < n; i++) {
      long head = views.get(LONG, 16L * (from + i));
      long tail = views.get(LONG, 16L * (from + i) + 8);
      if ((int) head > Values.INLINE) {
        tail = pool.intern(heaps[(int) tail], (int) (tail >>> 32), (int) head);
      }
      first[i] = head;
      second[i] = tail;
    }
  }

  /** {@link #interned}, but the place of a long string that is not in the pool is "absent". */
  static void found(
      ColumnVector column, int from, int n, StringPool pool, long[] first, long[] second) {
    MemorySegment views = column.values();
    MemorySegment[] heaps = column.heaps().segments();
    for (int i = 0; i < n; i++) {
      long head = views.get(LONG, 16L * (from + i));
      long tail = views.get(LONG, 16L * (from + i) + 8);
      if ((int) head > Values.INLINE) {
        tail = pool.find(heaps[(int) tail], (int) (tail >>> 32), (int) head);
      }
      first[i] = head;
      second[i] = tail;
    }
  }
}
