package dev.quern.dataframes;

import java.util.SplittableRandom;
import java.util.function.Function;

/** Random queries, as frames and in SQL. The same seed makes the same query. */
final class QueryRules {
  /**
   * A query on tables by their names.
   *
   * @param isOrdered whether the order of the rows is asked for, too
   */
  record Query(
      String sql, Function<Function<String, DataFrame>, DataFrame> frame, boolean isOrdered) {
    /** A query whose rows may come in any order. */
    Query(String sql, Function<Function<String, DataFrame>, DataFrame> frame) {
      this(sql, frame, false);
    }
  }

  private final Arms<Query> arms;

  QueryRules(long seed, Tally tally) {
    QueryParts parts = new QueryParts(new SplittableRandom(seed), tally);
    AggregateRules aggregates = new AggregateRules(parts);
    arms =
        parts
            .<Query>arms("query")
            .add(7, "aggregate", aggregates::query)
            .add(2, "pivot", aggregates::pivot)
            .add(2, "grouping sets", aggregates::groupingSets)
            .add(6, "join", new JoinRules(parts)::query)
            .add(
                4,
                "range join",
                () -> new RangeRules(parts).join(parts.table("t"), parts.table("u")))
            .add(2, "as-of join", new AsOfRules(parts)::query)
            .add(6, "window", new WindowRules(parts, aggregates)::query)
            .add(6, "rows", new RowRules(parts)::query)
            .add(4, "set", new SetRules(parts)::query)
            .add(5, "nested", new NestedRules(parts)::query);
  }

  Query next() {
    return arms.take();
  }
}
