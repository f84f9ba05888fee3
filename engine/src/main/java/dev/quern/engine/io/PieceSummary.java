package dev.quern.engine.io;

import java.io.Serializable;
import java.util.Map;

/**
 * What metadata tells, exactly, of a piece of a source: answers may build on it. Values are as
 * literals hold them: Long for integers, dates and timestamps, BigDecimal or String.
 *
 * @param rows how many rows it has, one at least
 * @param constants the values of the columns that have one in all rows; none of those that are null
 * @param counts of the columns that were asked for, how many values are not null
 * @param least the least value of the columns that were asked for; none of those without values
 * @param greatest the greatest value, likewise
 */
public record PieceSummary(
    long rows,
    Map<String, Object> constants,
    Map<String, Long> counts,
    Map<String, Object> least,
    Map<String, Object> greatest)
    implements Serializable {

  /** Copies the maps. */
  public PieceSummary {
    constants = Map.copyOf(constants);
    counts = Map.copyOf(counts);
    least = Map.copyOf(least);
    greatest = Map.copyOf(greatest);
  }

  /** A piece of which nothing but the number of rows is told. */
  public static PieceSummary ofRows(long rows) {
    return new PieceSummary(rows, Map.of(), Map.of(), Map.of(), Map.of());
  }

  /** The same with other constants. */
  public PieceSummary withConstants(Map<String, Object> others) {
    return new PieceSummary(rows, others, counts, least, greatest);
  }
}
