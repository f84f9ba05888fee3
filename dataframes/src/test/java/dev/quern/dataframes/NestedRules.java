package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.QueryParts.Both;
import dev.quern.dataframes.QueryRules.Query;
import java.util.ArrayList;
import java.util.List;

/** Random queries of lists and structs: made, taken apart, computed with and aggregated. */
final class NestedRules {
  private final QueryParts parts;
  private final Arms<Query> arms;
  private final Arms<Both> lists;
  private final Arms<Both> functions;

  NestedRules(QueryParts parts) {
    this.parts = parts;
    this.lists = lists();
    this.functions = functions();
    this.arms =
        parts
            .<Query>arms("nested")
            .add(5, "functions", this::computed)
            .add("explode", this::exploded)
            .add("explode of those with elements", this::explodedNonEmpty)
            .add("unnest", this::unnested)
            .add("lists of groups", this::collected)
            .add("fields as keys", this::grouped);
  }

  Query query() {
    return arms.take();
  }

  private Arms<Both> lists() {
    return parts
        .<Both>arms("list")
        .add(3, "column", () -> new Both("l", col("l")))
        .add("of columns", () -> new Both("[i, k, r]", listOf(col("i"), col("k"), col("r"))))
        .add(
            "slice",
            () -> {
              int from = parts.below(3);
              int count = parts.below(3);
              return new Both(
                  "l[%d:%d]".formatted(from + 1, from + count), col("l").list().slice(from, count));
            })
        .add("choice", () -> new Both("CASE WHEN b THEN l END", when(col("b")).then(col("l"))));
  }

  private Arms<Both> functions() {
    return parts
        .<Both>arms("list function")
        .add("length", () -> of("len(#)", l -> l.length()))
        .add(
            "element",
            () -> {
              int place = parts.below(7) - 3;
              return of("#[%d]".formatted(place < 0 ? place : place + 1), l -> l.get(place));
            })
        .add("first", () -> of("#[1]", l -> l.first()))
        .add("last", () -> of("#[-1]", l -> l.last()))
        .add("contains", () -> of("list_contains(#, 3)", l -> l.contains(3)))
        .add("contains a column", () -> of("list_contains(#, k)", l -> l.contains(col("k"))))
        .add("sum", () -> of("list_sum(#)", l -> l.sum()))
        .add("mean", () -> of("list_avg(#)", l -> l.mean()))
        .add("min", () -> of("list_min(#)", l -> l.min()))
        .add("max", () -> of("list_max(#)", l -> l.max()))
        .add(
            "greatest list",
            () -> {
              Both list = lists.take();
              return new Both(
                  "greatest(l, %s)".formatted(list.sql()), greatest(col("l"), list.column()));
            })
        .add(
            "least struct",
            () ->
                new Both(
                    "least(p, {'a': k, 'c': s})",
                    least(col("p"), structOf(col("k").as("a"), col("s").as("c")))))
        .add(
            "list in place of null",
            () -> new Both("coalesce(l, [1, 2])", col("l").fillNull(List.of(1, 2))))
        .add("sort", () -> of("list_sort(#, 'ASC', 'NULLS LAST')", l -> l.sort()))
        .add("sort down", () -> of("list_sort(#, 'DESC', 'NULLS LAST')", l -> l.sortDescending()))
        .add("itself", () -> lists.take())
        .add("field", () -> new Both("p.a", col("p").field("a")))
        .add("text of a field", () -> new Both("upper(p.c)", col("p").field("c").str().upper()))
        .add(
            "struct of columns",
            () ->
                new Both(
                    "{'f': i, 'g': s, 'h': l}",
                    structOf(col("i").as("f"), col("s").as("g"), col("l").as("h"))))
        .add("list of structs", () -> new Both("[p, p]", listOf(col("p"), col("p"))));
  }

  private interface OfList {
    Column of(ListFunctions list);
  }

  private Both of(String sql, OfList function) {
    Both list = lists.take();
    return new Both(sql.replace("#", "(" + list.sql() + ")"), function.of(list.column().list()));
  }

  private Query computed() {
    Query table = parts.table("t");
    List<String> sql = new ArrayList<>(List.of("r"));
    List<Object> columns = new ArrayList<>(sql);
    for (int i = 3 + parts.below(4); i > 0; i--) {
      Both one = functions.take();
      sql.add(one.sql());
      columns.add(one.column().as("n" + i));
    }
    return new Query(
        "SELECT %s %s".formatted(String.join(", ", sql), table.sql()),
        tables -> table.frame().apply(tables).select(columns.toArray()));
  }

  /* SQL's unnest leaves out rows without elements: here they have null. */
  private Query exploded() {
    Query table = parts.table("t");
    return new Query(
        "SELECT r, s, unnest(CASE WHEN len(l) > 0 THEN l ELSE [NULL] END) AS l, p " + table.sql(),
        tables -> table.frame().apply(tables).select("r", "s", "l", "p").explode("l"));
  }

  private Query explodedNonEmpty() {
    Query table = parts.table("t");
    Both list = lists.take();
    return new Query(
        "SELECT e, count(*), sum(r) FROM (SELECT r, unnest(%s) AS e %s) GROUP BY e"
            .formatted(list.sql(), table.sql()),
        tables ->
            table
                .frame()
                .apply(tables)
                .select(col("r"), list.column().as("e"))
                .explodeNonEmpty("e")
                .groupBy("e")
                .agg(count().as("n"), sum("r").as("sum")));
  }

  private Query unnested() {
    Query table = parts.table("t");
    return new Query(
        "SELECT r, p.a, p.c, l " + table.sql(),
        tables -> table.frame().apply(tables).select("r", "p", "l").unnest("p"));
  }

  private Query collected() {
    Query table = parts.table("t");
    String key = parts.one(QueryParts.KEYS);
    String of = parts.one(List.of("l", "p", "s", "x"));
    return new Query(
        "SELECT %s, list(%s ORDER BY r), list({'r': r, 'l': l} ORDER BY r) %s GROUP BY ALL"
            .formatted(key, of, table.sql()),
        tables ->
            table
                .frame()
                .apply(tables)
                .groupBy(key)
                .agg(
                    collectList(of).as("all"),
                    collectList(structOf(col("r").as("r"), col("l").as("l"))).as("pairs")));
  }

  private Query grouped() {
    Query table = parts.table("t");
    return new Query(
        "SELECT p.a AS a, len(l) AS n, count(*), min(p.c), max(l[1]) %s GROUP BY 1, 2"
            .formatted(table.sql()),
        tables ->
            table
                .frame()
                .apply(tables)
                .groupBy(col("p").field("a").as("a"), col("l").list().length().as("n"))
                .agg(
                    count().as("rows"),
                    min(col("p").field("c")).as("c"),
                    max(col("l").list().first()).as("first")));
  }
}
