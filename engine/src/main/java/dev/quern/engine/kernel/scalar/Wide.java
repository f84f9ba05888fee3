package dev.quern.engine.kernel.scalar;

import java.math.RoundingMode;

/**
 * A 128-bit integer register: two words, and the operations on them that decimals are made of. One
 * serves a whole call; operations that can leave 128 bits say so instead of wrapping.
 *
 * <p>Multiplication is {@link Math#multiplyHigh} as long as both factors fit 64 bits, as almost all
 * do; division by powers of ten goes by 64-bit steps (Knuth, TAOCP 4.3.1, algorithm D with two
 * digits of 32 bits).
 */
public final class Wide {

  /** The most decimal digits that always fit 127 bits. */
  static final int MAX_DIGITS = 38;

  /** The most decimal digits that always fit 63 bits. */
  private static final int LONG_DIGITS = 18;

  private static final long[] POWER_HIGH = new long[MAX_DIGITS + 1];
  private static final long[] POWER_LOW = new long[MAX_DIGITS + 1];

  static {
    Wide power = new Wide();
    power.set(0, 1);
    for (int i = 0; i <= MAX_DIGITS; i++) {
      POWER_HIGH[i] = power.high;
      POWER_LOW[i] = power.low;
      if (i < MAX_DIGITS) {
        power.multiply(power.high, power.low, 0, 10);
      }
    }
  }

  private long high;
  private long low;

  /** The upper word, with the sign. */
  public long high() {
    return high;
  }

  /** The lower word. */
  public long low() {
    return low;
  }

  /** Sets both words. */
  public void set(long newHigh, long newLow) {
    high = newHigh;
    low = newLow;
  }

  static long powerHigh(int exponent) {
    return POWER_HIGH[exponent];
  }

  static long powerLow(int exponent) {
    return POWER_LOW[exponent];
  }

  /** Negates; the smallest number stays. */
  void negate() {
    low = -low;
    high = ~high + (low == 0 ? 1 : 0);
  }

  boolean isNegative() {
    return high < 0;
  }

  /** Whether the magnitude has at most {@code digits} decimal digits. */
  public boolean fits(int digits) {
    if (high == low >> 63 && digits > LONG_DIGITS) {
      return true;
    }
    long sign = high >> 63;
    long magnitudeLow = (low ^ sign) - sign;
    long magnitudeHigh = (high ^ sign) + (sign != 0 && magnitudeLow == 0 ? 1 : 0);
    int order = Long.compareUnsigned(magnitudeHigh, POWER_HIGH[digits]);
    return order < 0 || (order == 0 && Long.compareUnsigned(magnitudeLow, POWER_LOW[digits]) < 0);
  }

  /** Adds; returns whether the sum fits 128 bits. */
  boolean add(long otherHigh, long otherLow) {
    long sumLow = low + otherLow;
    long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
    long sumHigh = high + otherHigh + carry;
    boolean fits = ((high ^ sumHigh) & (otherHigh ^ sumHigh)) >= 0;
    set(sumHigh, sumLow);
    return fits;
  }

  /** Subtracts; returns whether the difference fits 128 bits. */
  boolean subtract(long otherHigh, long otherLow) {
    long borrow = Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0;
    long differenceHigh = high - otherHigh - borrow;
    boolean fits = ((high ^ otherHigh) & (high ^ differenceHigh)) >= 0;
    set(differenceHigh, low - otherLow);
    return fits;
  }

  /** Sets this to a product; returns whether it fits 128 bits. */
  boolean multiply(long aHigh, long aLow, long bHigh, long bLow) {
    if (aHigh == aLow >> 63 && bHigh == bLow >> 63) {
      set(Math.multiplyHigh(aLow, bLow), aLow * bLow);
      return true;
    }
    boolean negative = (aHigh ^ bHigh) < 0;
    set(bHigh, bLow);
    if (bHigh < 0) {
      negate();
    }
    long yHigh = high;
    long yLow = low;
    set(aHigh, aLow);
    if (aHigh < 0) {
      negate();
    }
    boolean fits = multiplyMagnitudes(high, low, yHigh, yLow);
    if (negative) {
      negate();
    }
    return fits;
  }

  private boolean multiplyMagnitudes(long xHigh, long xLow, long yHigh, long yLow) {
    if (xHigh != 0 && yHigh != 0) {
      return false;
    }
    long wideHigh = xHigh | yHigh;
    long wideLow = xHigh != 0 ? xLow : yLow;
    long narrow = xHigh != 0 ? yLow : xLow;
    long top = wideHigh * narrow;
    long sum = top + Math.unsignedMultiplyHigh(wideLow, narrow);
    boolean fits =
        Math.unsignedMultiplyHigh(wideHigh, narrow) == 0
            && Long.compareUnsigned(sum, top) >= 0
            && sum >= 0;
    set(sum, wideLow * narrow);
    return fits;
  }

  /** Multiplies by a power of ten, or divides by one rounding half up; says whether it fits. */
  public boolean shift(int digits) {
    if (digits >= 0) {
      return digits == 0 || multiply(high, low, POWER_HIGH[digits], POWER_LOW[digits]);
    }
    boolean negative = isNegative();
    if (negative) {
      negate();
    }
    truncate(-digits - 1);
    long lastDigit = divideMagnitude(10);
    if (lastDigit >= 5 && ++low == 0) {
      high++;
    }
    if (negative) {
      negate();
    }
    return true;
  }

  /**
   * Divides by 10^digits, 1 to 38.
   *
   * @param mode one that always gives a number
   */
  public void round(int digits, RoundingMode mode) {
    boolean negative = isNegative();
    if (negative) {
      negate();
    }
    boolean isBelow = false;
    for (int rest = digits - 1; rest > 0; rest -= LONG_DIGITS) {
      isBelow |= divideMagnitude(POWER_LOW[Math.min(rest, LONG_DIGITS)]) != 0;
    }
    long lastDigit = divideMagnitude(10);
    boolean isRest = isBelow || lastDigit != 0;
    boolean up =
        switch (mode) {
          case DOWN -> false;
          case UP -> isRest;
          case FLOOR -> isRest && negative;
          case CEILING -> isRest && !negative;
          case HALF_UP -> lastDigit >= 5;
          case HALF_DOWN -> lastDigit > 5 || (lastDigit == 5 && isBelow);
          case HALF_EVEN -> lastDigit > 5 || (lastDigit == 5 && (isBelow || (low & 1) != 0));
          case UNNECESSARY -> throw new IllegalArgumentException("a mode that may round");
        };
    if (up && ++low == 0) {
      high++;
    }
    if (negative) {
      negate();
    }
  }

  /** Divides this, which is not negative, by a power of ten, rounding down. */
  void truncate(int digits) {
    for (int rest = digits; rest > 0; rest -= LONG_DIGITS) {
      divideMagnitude(POWER_LOW[Math.min(rest, LONG_DIGITS)]);
    }
  }

  /** Divides this as an unsigned number by a positive one; returns the remainder. */
  long divideMagnitude(long divisor) {
    if (high == 0) {
      long quotient = Long.divideUnsigned(low, divisor);
      long remainder = low - quotient * divisor;
      low = quotient;
      return remainder;
    }
    long topQuotient = Long.divideUnsigned(high, divisor);
    long quotient = divide(high - topQuotient * divisor, low, divisor);
    long remainder = low - quotient * divisor;
    set(topQuotient, quotient);
    return remainder;
  }

  /** The quotient of the unsigned (high, low) by a positive divisor greater than {@code high}. */
  private static long divide(long high, long low, long divisor) {
    // the divisor is below 2^63, so there is a bit to shift by
    int shift = Long.numberOfLeadingZeros(divisor);
    long d = divisor << shift;
    long top = high << shift | low >>> (64 - shift);
    long rest = low << shift;
    long q1 = digit(top, rest >>> 32, d);
    long middle = (top << 32) + (rest >>> 32) - q1 * d;
    return (q1 << 32) + digit(middle, rest & 0xFFFFFFFFL, d);
  }

  /** One 32-bit digit of the quotient of (top, next digit) by a divisor whose top bit is set. */
  private static long digit(long top, long next, long d) {
    long dTop = d >>> 32;
    long dRest = d & 0xFFFFFFFFL;
    long q = Long.divideUnsigned(top, dTop);
    long r = top - q * dTop;
    while (q >>> 32 != 0 || Long.compareUnsigned(q * dRest, (r << 32) + next) > 0) {
      q--;
      r += dTop;
      if (r >>> 32 != 0) {
        break;
      }
    }
    return q;
  }
}
