package dev.quern.engine.sort;

/**
 * A column to sort by.
 *
 * @param column its position in the batch
 * @param descending whether the greatest value comes first
 * @param nullsFirst whether nulls come before all values, whatever the direction
 */
public record SortKey(int column, boolean descending, boolean nullsFirst) {

  /** From the least value to the greatest, nulls last. */
  public static SortKey ascending(int column) {
    return new SortKey(column, false, false);
  }

  /** From the greatest value to the least, nulls last. */
  public static SortKey descending(int column) {
    return new SortKey(column, true, false);
  }
}
