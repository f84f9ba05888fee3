package dev.quern.engine.kernel;

/**
 * Floats as signed words that order as the floats do: NaN is the greatest and one only, -0.0 is
 * 0.0.
 */
public final class OrderedBits {
  private OrderedBits() {}

  /** The word of {@code value}: its bits, those below the sign turned over if it is negative. */
  public static long of(double value) {
    // Adding 0 makes -0.0 a 0.0; doubleToLongBits knows one NaN, the greatest.
    return turned(Double.doubleToLongBits(value + 0.0));
  }

  /** The value whose word is {@code word}. */
  public static double toDouble(long word) {
    return Double.longBitsToDouble(turned(word));
  }

  private static long turned(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }
}
