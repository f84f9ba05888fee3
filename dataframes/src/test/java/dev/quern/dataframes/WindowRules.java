package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.AggregateRules.BothAggregates;
import dev.quern.dataframes.QueryParts.Both;
import dev.quern.dataframes.QueryRules.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Random window functions: ranks, values of other rows, aggregates of frames of every kind. */
final class WindowRules {
  private static final List<String> KEYS =
      List.of("k", "g", "s", "b", "tiny", "big", "grade", "clock");
  private static final List<String> ORDERS =
      List.of("day", "i", "k", "tiny", "big", "grade", "moment", "clock", "x", "d");

  private final QueryParts parts;
  private final AggregateRules aggregates;
  private final Arms<Both> functions;
  private List<String> keys = List.of();
  private String by = "r";
  private boolean down;

  WindowRules(QueryParts parts, AggregateRules aggregates) {
    this.parts = parts;
    this.aggregates = aggregates;
    Arms<Both> arms = parts.arms("window");
    ranks(arms);
    others(arms);
    frames(arms);
    this.functions = arms;
  }

  Query query() {
    Query table = parts.table("t");
    keys = parts.some(KEYS, 0, 2);
    by = parts.one(ORDERS);
    down = parts.chance(50);
    List<String> sql = new ArrayList<>(List.of("r"));
    List<Object> columns = new ArrayList<>(sql);
    for (int i = 2 + parts.below(4); i > 0; i--) {
      Both one = functions.take();
      sql.add(one.sql());
      columns.add(one.column().as("w" + i));
    }
    return new Query(
        "SELECT %s %s".formatted(String.join(", ", sql), table.sql()),
        tables -> table.frame().apply(tables).select(columns.toArray()));
  }

  private void ranks(Arms<Both> arms) {
    arms.add("row number", () -> total("row_number()", rowNumber()))
        .add("rank", () -> ranked("rank()", rank()))
        .add("dense rank", () -> ranked("dense_rank()", denseRank()))
        .add("percent rank", () -> ranked("percent_rank()", percentRank()))
        .add("cumulative distribution", () -> ranked("cume_dist()", cumeDist()))
        .add(
            "tiles",
            () -> {
              int tiles = 1 + parts.below(9);
              return total("ntile(%d)".formatted(tiles), ntile(tiles));
            });
  }

  private void others(Arms<Both> arms) {
    arms.add(
            "lag",
            () -> {
              int rows = parts.below(4);
              String of = value();
              return total("lag(%s, %d)".formatted(of, rows), lag(of, rows));
            })
        .add(
            "lead",
            () -> {
              int rows = parts.below(4);
              String of = value();
              return total("lead(%s, %d)".formatted(of, rows), lead(of, rows));
            })
        .add(
            "lag of values",
            () -> {
              int rows = 1 + parts.below(3);
              String of = value();
              return total(
                  "lag(%s, %d IGNORE NULLS)".formatted(of, rows), lag(of, rows).ignoreNulls());
            })
        .add(
            "lead of values",
            () -> {
              int rows = 1 + parts.below(3);
              String of = value();
              return total(
                  "lead(%s, %d IGNORE NULLS)".formatted(of, rows), lead(of, rows).ignoreNulls());
            })
        .add("lag or a number", () -> total("lag(i, 2, -1)", lag("i", 2, -1)))
        .add(
            "lag of values or a number",
            () -> total("lag(i, 2, -1 IGNORE NULLS)", lag("i", 2, -1).ignoreNulls()))
        .add("difference", () -> total("i - lag(i, 1)", "lag(i, 1)", diff("i", 1)))
        .add(
            "filled forward",
            () -> {
              String of = value();
              return over(
                  "last_value(%s IGNORE NULLS)".formatted(of),
                  totalSql() + " ROWS UNBOUNDED PRECEDING",
                  forwardFill(of).over(totalOrder()));
            })
        .add(
            "filled backward",
            () -> {
              String of = value();
              return over(
                  "first_value(%s IGNORE NULLS)".formatted(of),
                  totalSql() + " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
                  backwardFill(of).over(totalOrder()));
            })
        .add("first value", () -> inRows("first_value(#)", value(), Frames::firstValue))
        .add("last value", () -> inRows("last_value(#)", value(), Frames::lastValue))
        .add("nth value", () -> inRows("nth_value(#, 2)", value(), c -> nthValue(c, 2)))
        .add(
            "first of values",
            () -> inRows("first_value(# IGNORE NULLS)", value(), c -> firstValue(c).ignoreNulls()))
        .add(
            "last of values",
            () -> inRows("last_value(# IGNORE NULLS)", value(), c -> lastValue(c).ignoreNulls()))
        .add(
            "nth of values",
            () ->
                inRows("nth_value(#, 2 IGNORE NULLS)", value(), c -> nthValue(c, 2).ignoreNulls()));
  }

  private void frames(Arms<Both> arms) {
    arms.add(2, "rows", () -> aggregated(totalSql(), totalOrder(), "ROWS"))
        .add("groups", () -> aggregated(rankedSql(), rankedOrder(), "GROUPS"))
        .add(
            "range of integers",
            () -> {
              by = parts.one(List.of("i", "k"));
              return aggregated(rankedSql(), rankedOrder(), "RANGE");
            })
        .add(
            "rolling days",
            () -> {
              int days = 1 + parts.below(200);
              BothAggregates one = aggregate();
              return over(
                  one.text(),
                  "%sORDER BY day NULLS LAST RANGE BETWEEN INTERVAL %d DAY PRECEDING AND CURRENT ROW"
                      .formatted(partition(), days - 1),
                  one.aggregation()
                      .over(
                          partitionBy(keys.toArray())
                              .orderBy("day")
                              .rolling(Duration.ofDays(days))));
            })
        .add(
            "to peers",
            () -> {
              BothAggregates one = aggregate();
              return over(one.text(), rankedSql(), one.aggregation().over(rankedOrder()));
            })
        .add(
            "partition",
            () -> {
              BothAggregates one = aggregate();
              return over(
                  one.text(), partition(), one.aggregation().over(partitionBy(keys.toArray())));
            })
        .add(
            "the others of a partition",
            () -> {
              BothAggregates one = aggregate();
              return over(
                  one.text(),
                  partition()
                      + "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
                      + " EXCLUDE CURRENT ROW",
                  one.aggregation().over(partitionBy(keys.toArray()).excludeCurrentRow()));
            });
  }

  /** A frame with some of its rows left out, or with all of them. */
  private record Excluded(String sql, Window window) {}

  private Excluded excluded(Window window) {
    return switch (parts.below(8)) {
      case 0 -> new Excluded(" EXCLUDE CURRENT ROW", window.excludeCurrentRow());
      case 1 -> new Excluded(" EXCLUDE GROUP", window.excludeGroup());
      case 2 -> new Excluded(" EXCLUDE TIES", window.excludeTies());
      default -> new Excluded("", window);
    };
  }

  private BothAggregates aggregate() {
    BothAggregates one = aggregates.next();
    while (!one.ofFrames()) {
      one = aggregates.next();
    }
    return one;
  }

  private Both aggregated(String order, Window window, String unit) {
    BothAggregates one = aggregate();
    long from = parts.chance(15) ? Window.START : parts.below(8) - 5;
    long to = parts.chance(15) ? Window.END : Math.max(from, -5) + parts.below(6);
    Excluded framed =
        excluded(
            switch (unit) {
              case "ROWS" -> window.rows(from, to);
              case "GROUPS" -> window.groups(from, to);
              default -> window.range(from, to);
            });
    return over(
        one.text(),
        "%s %s BETWEEN %s AND %s%s".formatted(order, unit, bound(from), bound(to), framed.sql()),
        one.aggregation().over(framed.window()));
  }

  private interface OfColumn {
    WindowCall of(String column);
  }

  private Both inRows(String sql, String column, OfColumn make) {
    int from = parts.below(5) - 4;
    int to = from + parts.below(5);
    Excluded framed = excluded(totalOrder().rows(from, to));
    return over(
        sql.replace("#", column),
        "%s ROWS BETWEEN %s AND %s%s".formatted(totalSql(), bound(from), bound(to), framed.sql()),
        make.of(column).over(framed.window()));
  }

  private Both total(String sql, WindowCall call) {
    return over(sql, totalSql(), call.over(totalOrder()));
  }

  private Both total(String sql, String call, WindowCall ours) {
    return new Both(
        sql.replace(call, "%s OVER (%s)".formatted(call, totalSql())), ours.over(totalOrder()));
  }

  private Both ranked(String sql, WindowCall call) {
    return over(sql, rankedSql(), call.over(rankedOrder()));
  }

  private static Both over(String function, String window, Column column) {
    return new Both("%s OVER (%s)".formatted(function, window), column);
  }

  private String value() {
    return parts.one(List.of("s", "i", "x", "day", "grade", "big", "d", "clock"));
  }

  private String partition() {
    return keys.isEmpty() ? "" : "PARTITION BY " + String.join(", ", keys) + " ";
  }

  private String rankedSql() {
    return "%sORDER BY %s %s NULLS LAST".formatted(partition(), by, down ? "DESC" : "ASC");
  }

  private String totalSql() {
    return rankedSql() + ", r";
  }

  private Window rankedOrder() {
    return partitionBy(keys.toArray()).orderBy(down ? desc(by) : asc(by));
  }

  private Window totalOrder() {
    return rankedOrder().orderBy("r");
  }

  private static String bound(long rows) {
    if (rows == Window.START) {
      return "UNBOUNDED PRECEDING";
    }
    if (rows == Window.END) {
      return "UNBOUNDED FOLLOWING";
    }
    return rows == 0 ? "CURRENT ROW" : Math.abs(rows) + (rows < 0 ? " PRECEDING" : " FOLLOWING");
  }
}
