package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.QueryRules.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Random verbs that order, number, cut, fill and turn rows. */
final class RowRules {
  private final QueryParts parts;
  private final Arms<Query> arms;

  RowRules(QueryParts parts) {
    this.parts = parts;
    this.arms =
        parts
            .<Query>arms("rows")
            .add(2, "sort", this::sorted)
            .add(2, "slice", this::slice)
            .add("tail", this::tail)
            .add("row index", this::numbered)
            .add("distinct", this::distinct)
            .add("value counts", this::valueCounts)
            .add("unpivot", this::unpivot)
            .add("dummies", this::dummies)
            .add("drop nulls", this::dropNulls)
            .add("fill null", this::fillNull);
  }

  Query query() {
    return arms.take();
  }

  private static Query of(String sql, Query table, UnaryOperator<DataFrame> verb) {
    return new Query(sql, tables -> verb.apply(table.frame().apply(tables)));
  }

  private static Query ordered(String sql, Query table, UnaryOperator<DataFrame> verb) {
    return new Query(sql, tables -> verb.apply(table.frame().apply(tables)), true);
  }

  /** Keys up and down, nulls first and last; after them the number of the row, or none. */
  private record Order(List<String> columns, String sql, List<SortKey> keys) {}

  private Order order() {
    List<String> columns = parts.some(QueryParts.ALL, 1, 3);
    List<SortKey> keys = new ArrayList<>();
    List<String> sql = new ArrayList<>();
    for (String column : columns) {
      boolean down = parts.chance(50);
      boolean nullsFirst = parts.chance(40);
      SortKey key = down ? desc(column) : asc(column);
      keys.add(nullsFirst ? key.nullsFirst() : key);
      sql.add(
          "%s %s NULLS %s".formatted(column, down ? "DESC" : "ASC", nullsFirst ? "FIRST" : "LAST"));
    }
    keys.add(asc("r"));
    sql.add("r");
    return new Order(columns, String.join(", ", sql), keys);
  }

  private Query sorted() {
    Query table = parts.table("t");
    Order order = order();
    String columns = String.join(", ", order.columns());
    List<Object> selected = new ArrayList<>(order.columns());
    selected.addAll(List.of("r", "l", "p"));
    return ordered(
        "SELECT %s, r, l, p %s ORDER BY %s".formatted(columns, table.sql(), order.sql()),
        table,
        frame -> frame.sort(order.keys().toArray()).select(selected.toArray()));
  }

  private Query slice() {
    Query table = parts.table("t");
    Order order = order();
    int count = parts.below(40);
    int offset = parts.chance(30) ? 0 : parts.below(60);
    return ordered(
        "SELECT r, s, l %s ORDER BY %s LIMIT %d OFFSET %d"
            .formatted(table.sql(), order.sql(), count, offset),
        table,
        frame -> {
          DataFrame sorted = frame.sort(order.keys().toArray());
          return (offset == 0 ? sorted.limit(count) : sorted.slice(offset, count))
              .select("r", "s", "l");
        });
  }

  private Query tail() {
    Query table = parts.table("t");
    int count = parts.below(40);
    return ordered(
        "SELECT r, s, p FROM (SELECT * %s ORDER BY r DESC LIMIT %d) ORDER BY r"
            .formatted(table.sql(), count),
        table,
        frame -> frame.tail(count).select("r", "s", "p"));
  }

  private Query numbered() {
    Query table = parts.table("t");
    String by = parts.one(QueryParts.ALL);
    return ordered(
        "SELECT row_number() OVER (ORDER BY r) - 1 AS n, r, %s %s ORDER BY r"
            .formatted(by, table.sql()),
        table,
        frame -> frame.withRowIndex("n").select("n", "r", by));
  }

  private Query distinct() {
    Query table = parts.table("t");
    List<String> columns = parts.some(QueryParts.KEYS, 1, 3);
    return of(
        "SELECT DISTINCT %s %s".formatted(String.join(", ", columns), table.sql()),
        table,
        frame -> frame.distinct(columns.toArray(String[]::new)));
  }

  private Query valueCounts() {
    Query table = parts.table("t");
    List<String> columns = parts.some(QueryParts.KEYS, 1, 2);
    String names = String.join(", ", columns);
    return of(
        "SELECT %1$s, count(*) %2$s GROUP BY %1$s".formatted(names, table.sql().replace("%", "%%")),
        table,
        frame -> frame.valueCounts(columns.toArray(String[]::new)));
  }

  private Query unpivot() {
    Query table = parts.table("t");
    List<String> values = parts.some(List.of("i", "k", "g", "w", "tiny"), 1, 4);
    String sql =
        values.stream()
            .map(value -> "SELECT r, l, '%1$s', %1$s %2$s".formatted(value, table.sql()))
            .collect(Collectors.joining(" UNION ALL "));
    return of(sql, table, frame -> frame.unpivot(List.of("r", "l"), values));
  }

  private Query dummies() {
    Query table = parts.table("t");
    List<String> values = parts.some(OracleData.RATING.names(), 1, 4);
    String sql =
        values.stream()
            .map("coalesce(grade = '%s', false)"::formatted)
            .collect(Collectors.joining(", "));
    return of(
        "SELECT r, grade, %s %s".formatted(sql, table.sql()),
        table,
        frame -> frame.select("r", "grade").dummies("grade", values.toArray()));
  }

  private Query dropNulls() {
    Query table = parts.table("t");
    List<String> columns = parts.some(QueryParts.ALL, 1, 3);
    String sql = columns.stream().map(c -> c + " IS NOT NULL").collect(Collectors.joining(" AND "));
    return of(
        "SELECT r FROM (SELECT * %s) WHERE %s".formatted(table.sql(), sql),
        table,
        frame -> frame.dropNulls(columns.toArray(String[]::new)).select("r"));
  }

  private Query fillNull() {
    Query table = parts.table("t");
    return of(
        "SELECT r, coalesce(i, -1), coalesce(s, 'none'), coalesce(d::DOUBLE, 1.5), coalesce(b,"
            + " true) "
            + table.sql(),
        table,
        frame ->
            frame
                .fillNull(Map.of("i", -1, "s", "none", "d", 1.5, "b", true))
                .select("r", "i", "s", "d", "b"));
  }
}
