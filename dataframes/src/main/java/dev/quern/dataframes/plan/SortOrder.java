package dev.quern.dataframes.plan;

import java.io.Serializable;

/**
 * One key of an order.
 *
 * @param column the column to order by
 * @param descending greatest first
 * @param nullsFirst nulls before all values, whichever the direction
 */
public record SortOrder(String column, boolean descending, boolean nullsFirst)
    implements Serializable {
  @Override
  public String toString() {
    return column + (descending ? " desc" : "") + (nullsFirst ? " nulls first" : "");
  }
}
