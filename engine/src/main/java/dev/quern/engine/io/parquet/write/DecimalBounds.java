package dev.quern.engine.io.parquet.write;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Least and greatest of 128-bit integers. */
final class DecimalBounds {
  private final int width;
  private long minHigh;
  private long minLow;
  private long maxHigh;
  private long maxLow;
  private boolean any;

  /** Bounds of no values yet, told in {@code width} bytes. */
  DecimalBounds(int width) {
    this.width = width;
  }

  void clear() {
    any = false;
  }

  void observe(long high, long low) {
    if (!any || less(high, low, minHigh, minLow)) {
      minHigh = high;
      minLow = low;
    }
    if (!any || less(maxHigh, maxLow, high, low)) {
      maxHigh = high;
      maxLow = low;
    }
    any = true;
  }

  /** Takes in all that {@code other} has. */
  void add(DecimalBounds other) {
    if (other.any) {
      observe(other.minHigh, other.minLow);
      observe(other.maxHigh, other.maxLow);
    }
  }

  ValueEncoder.@Nullable Bounds result() {
    return any
        ? new ValueEncoder.Bounds(bytes(minHigh, minLow), true, bytes(maxHigh, maxLow), true)
        : null;
  }

  private static boolean less(long high, long low, long otherHigh, long otherLow) {
    return high < otherHigh || (high == otherHigh && Long.compareUnsigned(low, otherLow) < 0);
  }

  private byte[] bytes(long high, long low) {
    byte[] all = new byte[16];
    for (int i = 0; i < 8; i++) {
      all[i] = (byte) (high >>> (56 - 8 * i));
      all[8 + i] = (byte) (low >>> (56 - 8 * i));
    }
    return Arrays.copyOfRange(all, 16 - width, 16);
  }
}
