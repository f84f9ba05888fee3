package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.Schema;
import java.util.List;

/** Orders by name as orders by position. */
final class SortKeys {
  private SortKeys() {}

  static List<SortKey> of(Schema schema, List<SortOrder> order) {
    return order.stream()
        .map(o -> new SortKey(schema.position(o.column()), o.descending(), o.nullsFirst()))
        .toList();
  }
}
