package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/** Loops over decimals of 8 bytes, which need no register of two words. */
final class NarrowDecimals {
  /** Ten to the 18th is the greatest power below 2^63. */
  private static final int MAX_SHIFT = 18;

  private NarrowDecimals() {}

  /** Products of 8 and 8 bytes in 16, which none overflows. */
  static void product(MemorySegment left, MemorySegment right, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      long a = Slots.int64(left, i);
      long b = Slots.int64(right, i);
      Slots.setWide(out, i, Math.multiplyHigh(a, b), a * b);
    }
  }

  /** Products of 16 and 8 bytes in 16. */
  static int multiply(
      MemorySegment left,
      MemorySegment right,
      MemorySegment valid,
      int precision,
      MemorySegment out,
      int n) {
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      long high = Slots.high(left, i);
      long low = Slots.low(left, i);
      long factor = Slots.int64(right, i);
      if (high == low >> 63) {
        long top = Math.multiplyHigh(low, factor);
        Slots.setWide(out, i, top, low * factor);
        if (top == (low * factor) >> 63) {
          continue; // at most 19 digits, which every wide type holds
        }
      }
      boolean fits = wide.multiply(high, low, factor >> 63, factor);
      if (!(fits && wide.fits(precision)) && Bitmaps.get(valid, i)) {
        return i;
      }
      Slots.setWide(out, i, wide.high(), wide.low());
    }
    return Kernels.NONE;
  }

  /** Low words; returns whether the high ones are nothing but their signs. */
  static boolean narrow(MemorySegment in, MemorySegment out, int n) {
    long lost = 0;
    for (int i = 0; i < n; i++) {
      long low = Slots.low(in, i);
      lost |= Slots.high(in, i) ^ (low >> 63);
      Slots.setInt64(out, i, low);
    }
    return lost == 0;
  }

  /** {@code out[i] = in[i] * 10^shift}, of 8 bytes each. */
  static int rescale(
      MemorySegment in, MemorySegment valid, int shift, int precision, MemorySegment out, int n) {
    if (shift > MAX_SHIFT || shift < -MAX_SHIFT) {
      return toZero(in, valid, shift, out, n);
    }
    long limit = Wide.powerLow(precision);
    long power = Wide.powerLow(Math.abs(shift));
    // A value beyond it has too many digits when it is multiplied.
    long largest = shift >= 0 ? (limit - 1) / power : Long.MAX_VALUE;
    for (int i = 0; i < n; i++) {
      long value = Slots.int64(in, i);
      long scaled;
      boolean fits;
      if (shift >= 0) {
        scaled = value * power;
        fits = value <= largest && value >= -largest;
      } else {
        long half = power / 2;
        long quotient = value / power;
        long rest = value - quotient * power;
        scaled = quotient + (rest >= half ? 1 : rest <= -half ? -1 : 0);
        fits = scaled < limit && scaled > -limit;
      }
      if (!fits && Bitmaps.get(valid, i)) {
        return i;
      }
      Slots.setInt64(out, i, scaled);
    }
    return Kernels.NONE;
  }

  /* Of a shift beyond all digits: downwards nothing is left, upwards only zeros fit. */
  private static int toZero(
      MemorySegment in, MemorySegment valid, int shift, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      if (shift > 0 && Slots.int64(in, i) != 0 && Bitmaps.get(valid, i)) {
        return i;
      }
      Slots.setInt64(out, i, 0);
    }
    return Kernels.NONE;
  }
}
