package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows as elements of sets, beside DuckDB's answers. */
class SetVerbsTest extends OrdersOracle {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FIRST | row_number() OVER (PARTITION BY person, paid ORDER BY id) = 1",
        "LAST  | row_number() OVER (PARTITION BY person, paid ORDER BY id DESC) = 1",
        "NONE  | count(*) OVER (PARTITION BY person, paid) = 1"
      })
  void uniqueRows(Keep keep, String sql) throws SQLException {
    check(
        readParquet(orders).filter(col("id").mod(90).lt(2)).unique(keep, "person", "paid"),
        "SELECT * FROM (FROM orders WHERE id %% 90 < 2) QUALIFY %s".formatted(sql));
  }

  @Test
  void uniqueInAllColumns() throws SQLException {
    check(
        readParquet(orders).select("person", "paid").unique(),
        "SELECT DISTINCT person, paid FROM orders");
    assertThat(readParquet(orders).unique("person").explain()).contains("first 1");
  }

  @Test
  void intersectionsAndDifferences() throws SQLException {
    DataFrame a = readParquet(orders).filter(col("id").lt(900)).select("person", "paid");
    DataFrame b =
        readParquet(orders)
            .filter(col("id").ge(700).and(col("person").lt(30).or(col("person").isNull())))
            .limit(90)
            .select("paid", col("person").cast(DType.INT64).as("person"));
    String sql =
        """
        SELECT person, paid FROM orders WHERE id < 900 %s
        (SELECT person, paid FROM orders WHERE id >= 700 AND (person < 30 OR person IS NULL) LIMIT 90)
        """;
    check(a.intersect(b), sql.formatted("INTERSECT"));
    check(a.intersectAll(b), sql.formatted("INTERSECT ALL"));
    check(a.except(b), sql.formatted("EXCEPT"));
    check(a.exceptAll(b), sql.formatted("EXCEPT ALL"));
  }

  @Test
  void unionsOfDifferentColumns() throws SQLException {
    DataFrame a = readParquet(orders).limit(5).select("id", "item");
    DataFrame b = readParquet(people).select("city", col("person").as("id"));
    DataFrame both = a.unionByName(b);
    assertThat(both.schema().names()).containsExactly("id", "item", "city");
    checkOrdered(
        both,
        "(FROM orders SELECT id, item, NULL LIMIT 5) UNION ALL FROM people SELECT person, NULL,"
            + " city");
    check(
        Frames.unionByName(List.of(a, b, b)),
        "(FROM orders SELECT id, item, NULL LIMIT 5) UNION ALL FROM people SELECT person, NULL,"
            + " city UNION ALL FROM people SELECT person, NULL, city");
    assertThat(Frames.union(List.of(a, a, a)).explain(Stage.LOGICAL)).startsWith("union of 3");
  }

  /* Made one by one, of ten thousand frames each was copied ten thousand times. */
  @Test
  void aUnionOfManyFramesIsMadeAtOnce() {
    List<DataFrame> many =
        IntStream.range(0, 10_000).mapToObj(i -> Frames.range(i, i + 2)).toList();
    assertThat(Frames.union(many).explain(Stage.LOGICAL)).startsWith("union of 10000\n");
    assertThat(Frames.union(many).count()).isEqualTo(20_000);
    assertThat(Frames.unionByName(many).schema().names()).containsExactly("id");
  }

  @Test
  void columnsOfAUnionOfAnyStandAsTheyFirstAppear() {
    DataFrame narrow = Frames.range(1).select(lit(1).cast(DType.INT8).as("x"));
    DataFrame other = Frames.range(1).select(lit("a").as("y"));
    DataFrame wide = Frames.range(1).select(lit(2.5).as("x"), lit(7).as("z"));
    DataFrame all = Frames.unionByName(List.of(narrow, other, wide));
    assertThat(all.explain(Stage.LOGICAL)).startsWith("union of 3\n");
    try (Table table = all.collect()) {
      assertThat(table.schema().names()).containsExactly("x", "y", "z");
      assertThat(table.schema().field("x").type()).isEqualTo(DType.FLOAT64);
      assertThat(table.strings("x")).containsExactly("1.0", null, "2.5");
      assertThat(table.strings("y")).containsExactly(null, "a", null);
      assertThat(table.strings("z")).containsExactly(null, null, "7");
    }
  }

  @Test
  void whatIsNotAlike() {
    DataFrame a = readParquet(people).select("person");
    assertThatThrownBy(() -> a.intersect(a.select(lit("x").as("person"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("column person is int32 on one side of a comparison of rows");
    assertThatThrownBy(() -> a.except(readParquet(people)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("needs the same columns");
    assertThatThrownBy(() -> Frames.union(List.of()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("at least one frame");
  }
}
