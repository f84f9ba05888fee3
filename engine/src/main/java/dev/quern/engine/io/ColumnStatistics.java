package dev.quern.engine.io;

/**
 * What metadata tells of a column's values, for estimates: none of it need be exact.
 *
 * @param least not greater than the values, as a number (of dates and timestamps their count); NaN
 *     when it is not known
 * @param greatest not less than the values, or NaN
 * @param distinct about how many different values there are, or NaN
 */
public record ColumnStatistics(double least, double greatest, double distinct) {

  /** Nothing is known. */
  public static final ColumnStatistics UNKNOWN =
      new ColumnStatistics(Double.NaN, Double.NaN, Double.NaN);
}
