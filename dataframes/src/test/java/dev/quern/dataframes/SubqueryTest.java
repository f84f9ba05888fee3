package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.type.DType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of other frames in expressions, beside SQL's subqueries; random ones are in SetRules. */
class SubqueryTest {
  @TempDir static Path folder;
  private static DuckFile file;
  private static DataFrame rows;

  @BeforeAll
  static void makeData() throws Exception {
    file =
        DuckFile.write(
            folder.resolve("rows.parquet"),
            """
            SELECT i::BIGINT AS id,
              CASE WHEN i % 7 = 0 THEN NULL ELSE (i * 13) % 50 END::INTEGER AS k,
              CASE WHEN i % 5 = 0 THEN NULL ELSE ((i * 31) % 70)::BIGINT END AS v,
              ((i * 17) % 40) / 2.0 AS x,
              [i % 3, i % 4]::INTEGER[] AS l,
              CASE WHEN i % 11 = 0 THEN NULL ELSE 'text ' || (i * 7) % 30 END AS s
            FROM range(4000) a(i)\
            """,
            1000);
    rows = file.rows();
  }

  @Test
  void filtersByRowsOfAnother() throws Exception {
    DataFrame some = rows.filter(col("id").lt(20));
    file.checkAnyMemory(
        rows.filter(col("k").in(some.select("v"))).select("id"),
        "SELECT id FROM r WHERE k IN (SELECT v FROM r WHERE id < 20) ORDER BY id");
    file.checkAnyMemory(
        rows.filter(col("k").plus(1).in(some.select("k")).and(col("x").gt(3))).select("id", "s"),
        "SELECT id, s FROM r WHERE k + 1 IN (SELECT k FROM r WHERE id < 20) AND x > 3 ORDER BY id");
    file.checkAnyMemory(
        rows.filter(col("s").in(some.select("s")).or(col("k").eq(4))).select("id"),
        "SELECT id FROM r WHERE s IN (SELECT s FROM r WHERE id < 20) OR k = 4 ORDER BY id");
  }

  @Test
  void noneOfRowsWithANullIsNeverTrue() throws Exception {
    DataFrame some = rows.filter(col("id").lt(20));
    assertThat(rows.filter(col("k").in(some.select("v")).not()).count()).isZero();
    file.checkAnyMemory(
        rows.filter(col("k").in(some.select("v").dropNulls()).not()).select("id", "k"),
        """
        SELECT id, k FROM r
        WHERE k NOT IN (SELECT v FROM r WHERE id < 20 AND v IS NOT NULL) ORDER BY id\
        """);
    // Of no rows even null is none.
    assertThat(rows.filter(col("k").in(rows.filter(col("id").lt(0)).select("v")).not()).count())
        .isEqualTo(4000);
  }

  @Test
  void isTrueFalseOrNullInAColumn() throws Exception {
    for (String condition : List.of("id < 20", "id < 20 AND v IS NOT NULL", "id < 0")) {
      DataFrame some = rows.filter(col("id").lt(condition.equals("id < 0") ? 0 : 20));
      DataFrame values =
          condition.contains("NOT NULL") ? some.select("v").dropNulls() : some.select("v");
      file.checkAnyMemory(
          rows.select(
              col("id"),
              col("k").in(values).as("found"),
              when(col("k").in(values)).then("in").otherwise("out").as("text")),
          """
          SELECT id, k IN (SELECT v FROM r WHERE %1$s),
            CASE WHEN k IN (SELECT v FROM r WHERE %1$s) THEN 'in' ELSE 'out' END
          FROM r ORDER BY id\
          """
              .formatted(condition));
    }
  }

  @Test
  void comparesListsAndOtherTypes() throws Exception {
    DataFrame some = rows.filter(col("id").lt(3));
    file.checkAnyMemory(
        rows.filter(col("l").in(some.select("l"))).select("id"),
        "SELECT id FROM r WHERE l IN (SELECT l FROM r WHERE id < 3) ORDER BY id");
    file.checkAnyMemory(
        rows.filter(col("x").in(some.select("v"))).select("id"),
        "SELECT id FROM r WHERE x IN (SELECT v FROM r WHERE id < 3) ORDER BY id");
    file.checkAnyMemory(
        rows.select(col("id"), col("v").in(some.select("x")).as("found")),
        "SELECT id, v IN (SELECT x FROM r WHERE id < 3) FROM r ORDER BY id");
  }

  @Test
  void valuesOfOneRow() throws Exception {
    Column mean = rows.agg(mean("x").as("m")).scalar();
    file.checkAnyMemory(
        rows.filter(col("x").gt(mean)).select(col("id"), col("x").minus(mean).as("above")),
        """
        SELECT id, x - (SELECT avg(x) FROM r) FROM r WHERE x > (SELECT avg(x) FROM r) ORDER BY id\
        """);
    file.checkAnyMemory(
        rows.select(
            col("id"),
            rows.filter(col("id").eq(17)).select("s").scalar().as("one"),
            rows.filter(col("id").lt(0)).select("v").scalar().as("none")),
        """
        SELECT id, (SELECT s FROM r WHERE id = 17), (SELECT v FROM r WHERE id < 0)
        FROM r ORDER BY id\
        """);
    // In a window, and of a frame that has such a value itself.
    DataFrame greater = rows.filter(col("x").gt(mean));
    file.checkAnyMemory(
        rows.withColumn("n", sum(col("x").minus(mean)).over(partitionBy("k").orderBy("id")))
            .filter(col("id").eq(greater.agg(max("id").as("id")).scalar()))
            .select("id", "n"),
        """
        SELECT id, n FROM (
          SELECT id, sum(x - (SELECT avg(x) FROM r)) OVER (PARTITION BY k ORDER BY id) AS n FROM r)
        WHERE id = (SELECT max(id) FROM r WHERE x > (SELECT avg(x) FROM r))\
        """);
  }

  @Test
  void moreThanOneRowIsAnError() {
    Column two = rows.filter(col("id").lt(2)).select("v").scalar();
    assertThatThrownBy(() -> rows.select(two.as("v")).head(1))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("scalar takes a frame of one row at most");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> col("k").in(rows).bind(rows.schema()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("in takes a frame of one column, not of [id, k, v, x, l, s]");
    assertThatThrownBy(rows::scalar)
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("scalar takes a frame of one column");
    assertThatThrownBy(() -> rows.filter(col("k").in(rows.select("s"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("k");
    DataFrame ids = rows.select("id");
    assertThatThrownBy(() -> rows.groupBy("k").agg(countIf(col("id").in(ids)).as("n")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("an aggregate cannot hold what comes from another frame")
        .hasMessageContaining("withColumns");
    assertThatThrownBy(() -> rows.sort(col("id").in(ids)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("an order cannot hold");
    assertThatThrownBy(
            () -> rows.select(rank().over(orderBy("id")).in(ids.cast("id", DType.INT64)).as("r")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("what is looked for in another frame cannot hold a window function");
  }

  @Test
  void aFilterIsASemiJoin() {
    assertThat(rows.filter(col("k").in(rows.select("v"))).explain(Stage.LOGICAL))
        .contains("semi join on k = #value")
        .doesNotContain("filter");
  }
}
