package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.all;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.dataframes.plan.Lengths;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Frames side by side, beside DuckDB's POSITIONAL JOIN. */
class ZipTest extends OrdersOracle {
  private static String others;

  @BeforeAll
  static void makeOthers() throws SQLException {
    duck.execute(
        """
        CREATE TABLE others AS
        SELECT -i AS z, CASE WHEN i % 4 > 0 THEN 'a rather long text ' || i END AS t
        FROM range(20000) r(i)
        """);
    // Row groups that end elsewhere than those of the orders.
    others = duck.parquet(folder.resolve("others.parquet"), "FROM others", 6144).toString();
  }

  private static DataFrame orders() {
    return readParquet(orders);
  }

  private static DataFrame others() {
    return readParquet(others);
  }

  private static void checkAnyMemory(DataFrame frame, String sql) throws SQLException {
    assertThat(AnyMemory.rows(frame)).isEqualTo(duck.rows(sql));
  }

  @Test
  void ofPartitionsThatBeginTogether() throws SQLException {
    DataFrame zipped =
        orders().select("id", "item").zip(orders().select(col("id").plus(1).as("next"), "price"));
    checkAnyMemory(zipped, "SELECT id, item, id + 1, price FROM orders");
    assertThat(zipped.explain(Stage.TASKS)).contains("zip");
    checkOrdered(
        zipped.withRowIndex("n").filter(col("n").mod(1000).eq(7)).select("n", "next"),
        "SELECT id, id + 1 FROM orders WHERE id % 1000 = 7");
  }

  @Test
  void ofPartitionsThatBeginElsewhere() throws SQLException {
    String sql = "SELECT id, item, z, t FROM orders POSITIONAL JOIN others";
    checkAnyMemory(orders().select("id", "item").zip(others()), sql);
    checkOrdered(others().zip(orders().select("id", "item")).select("id", "item", "z", "t"), sql);
    checkOrdered(
        orders().zip(others()).filter(col("z").lt(-19_990)).select("id", "z"),
        "SELECT id, -id FROM orders WHERE id > 19990");
  }

  @Test
  void ofRowsThatAreCounted() throws SQLException {
    DataFrame paid = orders().filter(col("paid")).select("id", "item");
    DataFrame even = others().filter(col("z").mod(2).eq(0));
    String both =
        """
        (SELECT id, item FROM orders WHERE paid) POSITIONAL JOIN (FROM others WHERE z % 2 = 0)
        """;
    checkAnyMemory(paid.zip(even, Lengths.LONGEST), "SELECT id, item, z, t FROM " + both);
    checkOrdered(
        paid.zip(even, Lengths.SHORTEST),
        "SELECT * FROM (SELECT id, item, z, t FROM %s) WHERE id IS NOT NULL AND z IS NOT NULL"
            .formatted(both));
    checkOrdered(
        even.zip(paid, Lengths.LONGEST).select("id", "item", "z", "t"),
        "SELECT id, item, z, t FROM " + both);
    checkAnyMemory(
        paid.zip(paid.sort(desc("id")).select(col("id").as("other"))),
        """
        SELECT * FROM (SELECT id, item FROM orders WHERE paid) POSITIONAL JOIN
        (SELECT id FROM orders WHERE paid ORDER BY id DESC)
        """);
  }

  @Test
  void ofOtherLengths() throws SQLException {
    DataFrame few = others().slice(100, 4000);
    String sql =
        "SELECT id, z FROM orders POSITIONAL JOIN (SELECT z FROM others LIMIT 4000 OFFSET 100)";
    checkAnyMemory(orders().select("id").zip(few.select("z"), Lengths.LONGEST), sql);
    checkOrdered(few.select("z").zip(orders(), Lengths.LONGEST).select("id", "z"), sql);
    checkOrdered(
        few.select("z").zip(orders(), Lengths.SHORTEST).select("id", "z"), sql + " LIMIT 4000");
    DataFrame none = others().filter(col("z").gt(0));
    assertThat(run(orders().zip(none, Lengths.SHORTEST))).isEmpty();
    checkOrdered(
        none.zip(orders().select("id"), Lengths.LONGEST), "SELECT NULL, NULL, id FROM orders");
    for (DataFrame other : List.of(few, readParquet(people), none)) {
      assertThatThrownBy(() -> run(orders().select("id").zip(other)))
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("zip of frames of 20,000 and of ")
          .hasMessageContaining("ZipTest.java");
    }
  }

  @Test
  void belowOtherVerbs() throws SQLException {
    DataFrame zipped = orders().select("id", "person").zip(others());
    check(zipped.agg(count()), "SELECT count(*) FROM orders");
    check(zipped.select("z"), "SELECT z FROM others");
    check(zipped.select("id"), "SELECT id FROM orders");
    check(
        zipped.join(readParquet(people).filter(col("city").eq("city 2")), on("person")),
        """
        SELECT id, person, z, t, name, city
        FROM (orders POSITIONAL JOIN others) JOIN people USING (person) WHERE city = 'city 2'
        """);
    checkOrdered(zipped.limit(3).select("id", "z"), "SELECT id, -id FROM orders LIMIT 3");
    check(
        zipped.zip(zipped.select(all().suffix("_2"))).filter(col("id").ne(col("id_2"))).limit(3),
        "SELECT 1 WHERE false");
  }

  @Test
  void refusesNamesOfBoth() {
    assertThatThrownBy(() -> orders().zip(orders().select("id", col("item").as("x"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("both frames have columns [id]")
        .hasMessageContaining("suffix");
  }
}
