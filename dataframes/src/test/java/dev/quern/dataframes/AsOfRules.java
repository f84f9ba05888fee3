package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.QueryRules.Query;

/** Random joins of each row with the nearest one. */
final class AsOfRules {
  /** Which row is near, in both languages. */
  private record Near(String sql, AsOf asOf) {}

  private final QueryParts parts;
  private final Arms<Near> directions;

  AsOfRules(QueryParts parts) {
    this.parts = parts;
    this.directions =
        parts
            .<Near>arms("as-of join")
            .add("backward", () -> new Near("q.i <= l.i", AsOf.backward("i")))
            .add("forward", () -> new Near("q.i >= l.i", AsOf.forward("i")))
            .add(
                "nearest",
                () -> new Near("q.i IS NOT NULL AND l.i IS NOT NULL", AsOf.nearest("i")));
  }

  /* Of each number there is one right row, so that the nearest one is known. */
  Query query() {
    Query left = parts.table("t");
    Query right = parts.table("u");
    Near near = directions.take();
    AsOf asOf = near.asOf();
    String condition = near.sql();
    boolean isKeyed = parts.chance(60);
    if (isKeyed) {
      asOf = asOf.by("k");
      condition += " AND q.k = l.k";
    }
    if (parts.chance(40)) {
      int tolerance = 1 + parts.below(20);
      asOf = asOf.tolerance(tolerance);
      condition += " AND abs(q.i - l.i) <= " + tolerance;
    }
    AsOf by = asOf;
    String keys = isKeyed ? "i, k" : "i";
    return new Query(
        """
        SELECT l.r, l.s, n.m FROM (SELECT * %s) l LEFT JOIN LATERAL
          (SELECT q.m FROM (SELECT %s, max(r) AS m %s GROUP BY ALL) q WHERE %s
           ORDER BY abs(q.i - l.i), q.i LIMIT 1) n ON true\
        """
            .formatted(left.sql(), keys, right.sql(), condition),
        tables ->
            left.frame()
                .apply(tables)
                .asofJoin(
                    right
                        .frame()
                        .apply(tables)
                        .groupBy((Object[]) keys.split(", ", -1))
                        .agg(max("r").as("m")),
                    by)
                .select("r", "s", "m"));
  }
}
