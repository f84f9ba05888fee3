package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.util.function.IntPredicate;

/** Comparisons row by row whose message says where and with which seed. */
final class Check {

  private Check() {}

  static void equal(long actual, long expected, String context) {
    if (actual != expected) {
      throw new AssertionError(context + ": expected " + expected + " but was " + actual);
    }
  }

  static void equal(long actual, long expected, String context, int row) {
    if (actual != expected) {
      throw new AssertionError(
          context + ", row " + row + ": expected " + expected + " but was " + actual);
    }
  }

  /** Bit for bit, but all NaNs are one. */
  static void same(double actual, double expected, String context, int row) {
    if (Double.doubleToLongBits(actual) != Double.doubleToLongBits(expected)) {
      throw new AssertionError(
          context + ", row " + row + ": expected " + expected + " but was " + actual);
    }
  }

  /** The bitmap has exactly the expected bits, and zeros past the last row. */
  static void bits(MemorySegment actual, IntPredicate expected, int n, String context) {
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(actual, i) != expected.test(i)) {
        throw new AssertionError(context + ", row " + i + ": expected " + expected.test(i));
      }
    }
    for (int i = n; i < Bitmaps.byteSize(n) * 8; i++) {
      if (Bitmaps.get(actual, i)) {
        throw new AssertionError(context + ": bit " + i + " past the last row is set");
      }
    }
  }
}
