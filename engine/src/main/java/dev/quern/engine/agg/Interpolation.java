package dev.quern.engine.agg;

/**
 * What a quantile is that falls between two values. Of n values in ascending order, numbered from
 * 0, quantile q falls on place h = q (n - 1); {@link #DISCRETE} alone counts in another way.
 */
public enum Interpolation {
  /** On the straight line between the two: type 7 of Hyndman and Fan (1996), as NumPy's default. */
  LINEAR,
  /** The mean of the two. */
  MIDPOINT,
  /** The lower of the two. */
  LOWER,
  /** The higher of the two. */
  HIGHER,
  /** The nearer of the two; the one with the even place if both are as near. */
  NEAREST,
  /** The first value of which q n values are not greater: SQL's {@code percentile_disc}. */
  DISCRETE;

  /** Whether the result can be none of the values, and so is a float. */
  public boolean isBetween() {
    return this == LINEAR || this == MIDPOINT;
  }

  /** The place of the value, or of the lower of two. */
  long low(double q, long count) {
    double place = q * (count - 1);
    return switch (this) {
      case LINEAR, MIDPOINT, LOWER -> (long) Math.floor(place);
      case HIGHER -> (long) Math.ceil(place);
      case NEAREST -> (long) Math.rint(place);
      case DISCRETE -> Math.max(0, (long) Math.ceil(q * count) - 1);
    };
  }

  /** How far the result is from the lower of two values to the higher. */
  double part(double q, long count) {
    double place = q * (count - 1);
    double part = place - Math.floor(place);
    return switch (this) {
      case LINEAR -> part;
      case MIDPOINT -> part > 0 ? 0.5 : 0;
      case LOWER, HIGHER, NEAREST, DISCRETE -> 0;
    };
  }
}
