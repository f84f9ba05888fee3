package dev.quern.engine.kernel;

import java.math.BigInteger;

/**
 * A 128-bit two's complement sum in two words. Mutable; wraps at 2^127, which no column reaches.
 */
public final class Int128 {

  /* The upper word of 10^38. */
  private static final long LARGEST_HIGH = 0x4b3b4ca85a86c47aL;

  private long high;
  private long low;

  /** The upper word, with the sign. */
  public long high() {
    return high;
  }

  /** The lower word, unsigned. */
  public long low() {
    return low;
  }

  /** Adds {@code value}. */
  public void add(long value) {
    add(value >> 63, value);
  }

  /** Adds the number of these two words. */
  public void add(long otherHigh, long otherLow) {
    long sum = low + otherLow;
    high += otherHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    low = sum;
  }

  /** Adds {@code other}. */
  public void add(Int128 other) {
    add(other.high, other.low);
  }

  /** Whether the number fits a {@code long}. */
  public boolean fitsLong() {
    return high == low >> 63;
  }

  /** Whether the number has at most 38 digits, which is what a decimal holds. */
  public boolean fitsDecimal() {
    return Math.abs(high) < LARGEST_HIGH
        || toBigInteger().abs().compareTo(BigInteger.TEN.pow(38)) < 0;
  }

  /**
   * The number.
   *
   * @throws ArithmeticException if it does not fit
   */
  public long longValueExact() {
    if (!fitsLong()) {
      throw new ArithmeticException(this + " does not fit 64 bits");
    }
    return low;
  }

  /**
   * The number over a positive one, to the nearest integer, the greater of two as near.
   *
   * @throws ArithmeticException if that does not fit a {@code long}
   */
  public long dividedBy(long divisor) {
    if (!fitsLong()) {
      BigInteger[] parts = toBigInteger().divideAndRemainder(BigInteger.valueOf(divisor));
      long rest = parts[1].longValueExact();
      return Math.addExact(parts[0].longValueExact(), rounding(rest, divisor));
    }
    return low / divisor + rounding(low % divisor, divisor);
  }

  /* What a quotient cut toward zero lacks; the distance to the divisor does not overflow. */
  private static long rounding(long rest, long divisor) {
    if (rest >= 0) {
      return rest >= divisor - rest ? 1 : 0;
    }
    return -rest > divisor + rest ? -1 : 0;
  }

  /** The nearest float of a number near it: within 1 ulp. */
  public double doubleValue() {
    return fitsLong() ? (double) low : toBigInteger().doubleValue();
  }

  /** The number as an object. */
  public BigInteger toBigInteger() {
    BigInteger lower = BigInteger.valueOf(low & Long.MAX_VALUE);
    if (low < 0) {
      lower = lower.setBit(63);
    }
    return BigInteger.valueOf(high).shiftLeft(64).add(lower);
  }

  @Override
  public String toString() {
    return toBigInteger().toString();
  }
}
