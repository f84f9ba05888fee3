package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import java.lang.foreign.MemorySegment;

/** Decimals from and to integers and floats. */
final class DecimalCasts {

  private DecimalCasts() {}

  static int fromLane(
      LaneType from,
      MemorySegment in,
      MemorySegment valid,
      int shift,
      int precision,
      MemorySegment out,
      int n) {
    Decimals result = Decimals.of(out, precision);
    Wide wide = new Wide();
    long[] integers = Blocks.longs(n);
    double[] floats = Blocks.doubles(n);
    double power = Math.pow(10, Math.abs(shift));
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      if (from.isFloating()) {
        Blocks.load(from, in, row, floats, count);
      } else {
        Blocks.load(from, in, row, integers, count);
      }
      for (int i = 0; i < count; i++) {
        boolean fits;
        if (from.isFloating()) {
          fits = set(wide, shift < 0 ? floats[i] / power : floats[i] * power);
        } else {
          wide.set(from.isUnsigned() ? 0 : integers[i] >> 63, integers[i]);
          fits = wide.shift(shift);
        }
        if (!(fits && wide.fits(precision)) && Bitmaps.get(valid, row + i)) {
          return row + i;
        }
        result.set(row + i, wide.high(), wide.low());
      }
    }
    return Kernels.NONE;
  }

  /** Sets the register to the float rounded half up; returns whether it is in range. */
  private static boolean set(Wide wide, double value) {
    double magnitude = Math.abs(value);
    if (!(magnitude < 0x1p126)) {
      return false;
    }
    double whole = Math.floor(magnitude);
    whole += magnitude - whole >= 0.5 ? 1 : 0;
    // scaling by a power of two and taking the rest are exact
    long high = (long) (whole * 0x1p-64);
    double rest = whole - high * 0x1p64;
    long low = rest >= 0x1p63 ? (long) (rest - 0x1p63) ^ Long.MIN_VALUE : (long) rest;
    wide.set(high, low);
    if (value < 0) {
      wide.negate();
    }
    return true;
  }

  static int toLane(
      LaneType to, Decimals in, MemorySegment valid, int scale, MemorySegment out, int n) {
    if (to.isFloating()) {
      toFloats(to, in, scale, out, n);
      return Kernels.NONE;
    }
    Wide wide = new Wide();
    long[] block = Blocks.longs(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      for (int i = 0; i < count; i++) {
        wide.set(in.high(row + i), in.low(row + i));
        boolean negative = wide.isNegative();
        if (negative) {
          wide.negate();
        }
        wide.truncate(scale);
        if (negative) {
          wide.negate();
        }
        block[i] = wide.low();
        boolean fits =
            to == LaneType.UINT64
                ? wide.high() == 0
                : wide.high() == wide.low() >> 63
                    && block[i] >= to.minValue()
                    && block[i] <= to.maxValue();
        if (!fits && Bitmaps.get(valid, row + i)) {
          return row + i;
        }
      }
      Blocks.store(to, block, out, row, count);
    }
    return Kernels.NONE;
  }

  private static void toFloats(LaneType to, Decimals in, int scale, MemorySegment out, int n) {
    double power = Math.pow(10, scale);
    double[] block = Blocks.doubles(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      for (int i = 0; i < count; i++) {
        block[i] = toDouble(in.high(row + i), in.low(row + i)) / power;
      }
      Blocks.store(to, block, out, row, count);
    }
  }

  /** The number within 1 ulp. */
  private static double toDouble(long high, long low) {
    if (high == low >> 63) {
      return low;
    }
    // of the magnitude, so that the words do not cancel
    long sign = high >> 63;
    long magnitudeLow = (low ^ sign) - sign;
    long magnitudeHigh = (high ^ sign) + (sign != 0 && magnitudeLow == 0 ? 1 : 0);
    double rest = (magnitudeLow >>> 11) * 0x1p11 + (magnitudeLow & 0x7FF);
    double magnitude = magnitudeHigh * 0x1p64 + rest;
    return sign == 0 ? magnitude : -magnitude;
  }
}
