package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;

/** 128-bit numbers, and decimals, as floats. */
final class WideFloats {
  private static final double TWO_64 = 0x1p64;

  private WideFloats() {}

  /** The number of these words divided by 10^scale, within two units in the last place. */
  static double toDouble(long high, long low, int scale) {
    return unscaled(high, low) / Math.pow(10, scale);
  }

  private static double unscaled(long high, long low) {
    if (high == low >> 63) {
      return low;
    }
    // Through the magnitude, so that a small negative number does not cancel.
    boolean negative = high < 0;
    long up = negative ? ~high + (low == 0 ? 1 : 0) : high;
    long down = negative ? -low : low;
    double magnitude = up * TWO_64 + Slots.unsignedToDouble(down);
    return negative ? -magnitude : magnitude;
  }

  /** A decimal column as FLOAT64; shares no memory with it. */
  static ColumnVector convert(MemoryBudget budget, ColumnVector decimals) {
    DecimalType type = (DecimalType) decimals.type();
    int n = decimals.length();
    NativeBuffer values = budget.allocate((long) Double.BYTES * n);
    try {
      Decimals from = Decimals.of(decimals.values(), type.precision());
      for (int row = 0; row < n; row++) {
        double value = toDouble(from.high(row), from.low(row), type.scale());
        Slots.setFloat64(values.segment(), row, value);
      }
      return ColumnVector.flat(DType.FLOAT64, n, values, Selections.copyValidity(budget, decimals));
    } catch (RuntimeException | Error e) {
      values.close();
      throw e;
    }
  }
}
