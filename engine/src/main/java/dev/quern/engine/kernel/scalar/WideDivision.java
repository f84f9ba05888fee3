package dev.quern.engine.kernel.scalar;

/**
 * Division of decimals: {@code a * 10^shift / b}, rounded half up, where the numerator may take 254
 * bits. Small divisors go by {@link Wide#divideMagnitude}; what is left is plain binary long
 * division, a few hundred steps, which only columns of more than 18 digits ever need.
 */
final class WideDivision {

  private final long[] numerator = new long[4];
  private final Wide quotient = new Wide();
  private long restHigh;
  private long restLow;

  /** The quotient of the last {@link #divide}. */
  Wide quotient() {
    return quotient;
  }

  /** Divides by a number that is not 0; returns whether the quotient fits 128 bits. */
  boolean divide(long aHigh, long aLow, int shift, long bHigh, long bLow) {
    boolean negative = (aHigh ^ bHigh) < 0;
    setMagnitude(bHigh, bLow);
    long dHigh = quotient.high();
    long dLow = quotient.low();
    setMagnitude(aHigh, aLow);
    boolean fits;
    if (dHigh == 0
        && dLow > 0
        && quotient.multiply(
            quotient.high(), quotient.low(), Wide.powerHigh(shift), Wide.powerLow(shift))) {
      long remainder = quotient.divideMagnitude(dLow);
      fits = roundUp(remainder >= dLow - remainder);
    } else {
      setMagnitude(aHigh, aLow);
      fits = divideLong(quotient.high(), quotient.low(), shift, dHigh, dLow);
    }
    if (negative) {
      quotient.negate();
    }
    return fits;
  }

  /** Sets the quotient's register to the remainder, which has the sign of {@code a}. */
  void remainder(long aHigh, long aLow, long bHigh, long bLow) {
    if (aHigh == aLow >> 63 && bHigh == bLow >> 63) {
      long rest = aLow % bLow;
      quotient.set(rest >> 63, rest);
      return;
    }
    setMagnitude(bHigh, bLow);
    long dHigh = quotient.high();
    long dLow = quotient.low();
    setMagnitude(aHigh, aLow);
    if (dHigh == 0 && dLow > 0) {
      quotient.set(0, quotient.divideMagnitude(dLow));
    } else {
      divideLong(quotient.high(), quotient.low(), 0, dHigh, dLow);
      quotient.set(restHigh, restLow);
    }
    if (aHigh < 0) {
      quotient.negate();
    }
  }

  private void setMagnitude(long high, long low) {
    quotient.set(high, low);
    if (high < 0) {
      quotient.negate();
    }
  }

  private boolean roundUp(boolean up) {
    return !up || quotient.add(0, 1);
  }

  private boolean divideLong(long high, long low, int shift, long dHigh, long dLow) {
    multiply(high, low, Wide.powerHigh(shift), Wide.powerLow(shift));
    long rHigh = 0;
    long rLow = 0;
    long qHigh = 0;
    long qLow = 0;
    boolean fits = true;
    for (int bit = 255; bit >= 0; bit--) {
      // the remainder is below the divisor, which is below 2^127: doubling it stays unsigned
      rHigh = rHigh << 1 | rLow >>> 63;
      rLow = rLow << 1 | (numerator[bit >>> 6] >>> (bit & 63) & 1);
      fits &= qHigh >= 0;
      qHigh = qHigh << 1 | qLow >>> 63;
      qLow <<= 1;
      if (atLeast(rHigh, rLow, dHigh, dLow)) {
        rHigh = rHigh - dHigh - (Long.compareUnsigned(rLow, dLow) < 0 ? 1 : 0);
        rLow -= dLow;
        qLow |= 1;
      }
    }
    restHigh = rHigh;
    restLow = rLow;
    quotient.set(qHigh, qLow);
    boolean up = atLeast(rHigh << 1 | rLow >>> 63, rLow << 1, dHigh, dLow);
    return fits && qHigh >= 0 && roundUp(up);
  }

  private static boolean atLeast(long aHigh, long aLow, long bHigh, long bLow) {
    int order = Long.compareUnsigned(aHigh, bHigh);
    return order > 0 || (order == 0 && Long.compareUnsigned(aLow, bLow) >= 0);
  }

  /** Sets the numerator to a product of magnitudes, lowest word first. */
  private void multiply(long aHigh, long aLow, long bHigh, long bLow) {
    numerator[0] = aLow * bLow;
    numerator[1] = Math.unsignedMultiplyHigh(aLow, bLow);
    numerator[2] = 0;
    numerator[3] = 0;
    addProduct(aHigh, bLow, 1);
    addProduct(aLow, bHigh, 1);
    addProduct(aHigh, bHigh, 2);
  }

  private void addProduct(long a, long b, int word) {
    long sum = numerator[word] + a * b;
    long carry = Long.compareUnsigned(sum, numerator[word]) < 0 ? 1 : 0;
    numerator[word] = sum;
    long top = Math.unsignedMultiplyHigh(a, b) + carry;
    sum = numerator[word + 1] + top;
    carry = Long.compareUnsigned(sum, top) < 0 ? 1 : 0;
    numerator[word + 1] = sum;
    if (word + 2 < numerator.length) {
      numerator[word + 2] += carry;
    }
  }
}
