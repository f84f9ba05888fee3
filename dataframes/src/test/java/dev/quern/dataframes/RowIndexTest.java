package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows counted in their order. */
class RowIndexTest extends OrdersOracle {
  @Test
  void ofRowsThatMetadataCounts() throws SQLException {
    DataFrame frame = readParquet(orders).withRowIndex("n");
    assertThat(frame.schema().names()).startsWith("n", "id").hasSize(10);
    checkOrdered(frame.select("n", "id", "item"), "SELECT id, id, item FROM orders");
  }

  @Test
  void countsRowsThatAreLeftOutLater() throws SQLException {
    DataFrame frame = readParquet(orders).withRowIndex("n").select("n", "id", "person");
    checkOrdered(
        frame.filter(col("id").gt(15_000)).select("n"), "SELECT id FROM orders WHERE id > 15000");
    check(
        frame.join(
            readParquet(people).filter(col("city").eq("city 2")).select("person"), on("person")),
        """
        SELECT id, id, person FROM orders JOIN people USING (person) WHERE city = 'city 2'
        """);
  }

  @Test
  void ofRowsThatAreCounted() throws SQLException {
    DataFrame paid = readParquet(orders).filter(col("paid")).select("id", "item");
    String sql = "SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, item FROM orders WHERE paid";
    checkOrdered(paid.withRowIndex("n"), sql);
    assertThat(AnyMemory.rows(paid.withRowIndex("n"))).isEqualTo(duck.rows(sql));
    checkOrdered(
        paid.sort(desc("item").nullsFirst(), "id").withRowIndex("n"),
        """
        SELECT row_number() OVER (ORDER BY item DESC NULLS FIRST, id) - 1 AS n, id, item
        FROM orders WHERE paid ORDER BY n
        """);
  }

  @Test
  void belowOtherVerbs() throws SQLException {
    DataFrame frame = readParquet(orders).filter(col("id").mod(3).eq(1)).withRowIndex("n");
    String sql =
        "(SELECT row_number() OVER (ORDER BY id) - 1 AS n, * FROM orders WHERE id % 3 = 1)";
    checkOrdered(
        frame.filter(col("paid")).select("n", "id"), "SELECT n, id FROM " + sql + " WHERE paid");
    check(
        frame.select("n").join(frame.select("n", "item"), on("n")).filter(col("n").lt(50)),
        "SELECT n, item FROM " + sql + " WHERE n < 50");
    check(
        frame.select("n", "id").union(frame.select("n", "id").withRowIndex("m").select("n", "id")),
        "SELECT n, id FROM %1$s UNION ALL SELECT n, id FROM %1$s".formatted(sql));
    check(frame.agg(max("n"), count()), "SELECT max(n), count(*) FROM " + sql);
    checkOrdered(
        frame.slice(-3, 2).select("n"), "SELECT n FROM " + sql + " WHERE n IN (6664, 6665)");
  }

  @Test
  void plans() {
    DataFrame frame = readParquet(orders).filter(col("paid")).withRowIndex("n");
    assertThat(frame.select("id").explain(Stage.OPTIMIZED)).doesNotContain("row index");
    assertThat(frame.limit(5).explain(Stage.OPTIMIZED).indexOf("row index"))
        .isNotNegative()
        .isLessThan(frame.limit(5).explain(Stage.OPTIMIZED).indexOf("limit"));
    assertThat(run(frame.limit(2).select("n"), 2)).isEqualTo(List.of(List.of(0L), List.of(1L)));
    assertThatThrownBy(() -> frame.withRowIndex("n"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("there is a column n already");
  }
}
