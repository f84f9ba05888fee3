package dev.quern.dataframes.plan;

import dev.quern.engine.io.OrderedColumn;
import dev.quern.engine.io.Source;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One key of an order.
 *
 * @param column the column to order by
 * @param descending greatest first
 * @param nullsFirst nulls before all values, whichever the direction
 */
public record SortOrder(String column, boolean descending, boolean nullsFirst)
    implements Serializable {

  /** What the rows of a source are ordered by. */
  public static List<SortOrder> of(Source source) {
    return source.order().stream()
        .map(key -> new SortOrder(key.column(), key.descending(), key.nullsFirst()))
        .toList();
  }

  /** {@code order} as a source tells it. */
  public static List<OrderedColumn> columns(List<SortOrder> order) {
    return order.stream()
        .map(key -> new OrderedColumn(key.column, key.descending, key.nullsFirst))
        .toList();
  }

  /** Ordered by {@code first}, and by {@code more} where that leaves rows equal. */
  public static List<SortOrder> then(List<SortOrder> first, List<SortOrder> more) {
    List<SortOrder> all = new ArrayList<>();
    Set<String> columns = new HashSet<>();
    Stream.concat(first.stream(), more.stream())
        .filter(key -> columns.add(key.column()))
        .forEach(all::add);
    return all;
  }

  /** Whether rows that are ordered by {@code there} are ordered by {@code wanted}. */
  public static boolean holds(List<SortOrder> wanted, List<SortOrder> there) {
    List<SortOrder> needed = then(wanted, List.of());
    return needed.size() <= there.size() && needed.equals(there.subList(0, needed.size()));
  }

  @Override
  public String toString() {
    return column + (descending ? " desc" : "") + (nullsFirst ? " nulls first" : "");
  }
}
