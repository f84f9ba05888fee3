package dev.quern.engine.kernel.scalar;

/**
 * The total order of floats as integers: {@code key(a) < key(b)} exactly if {@code a} sorts before
 * {@code b}. All NaNs have the greatest key, both zeros the same one.
 */
public final class FloatOrder {

  private FloatOrder() {}

  /** The integer in whose order {@code value} sorts. */
  public static long key(double value) {
    // adding 0.0 makes -0.0 the other zero; the exclusive or turns the order of negatives round
    long bits = Double.doubleToRawLongBits(value + 0.0);
    return Double.isNaN(value) ? Long.MAX_VALUE : bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  /** The value that has {@code key}: NaN, 0.0 and every other float. */
  public static double value(long key) {
    return Double.longBitsToDouble(key ^ (key >> 63 & Long.MAX_VALUE));
  }
}
