package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.qcut;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.type.DType;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values in ranges: by borders, by quantiles and by equal widths. */
class CutTest extends OrdersOracle {
  private static List<@Nullable Object> of(Column column, double... values) {
    List<@Nullable Object> found = new ArrayList<>();
    DataFrame frame = Frames.of(java.util.Map.of("x", values)).select(column.as("cut"));
    try (Table table = frame.collect()) {
      AnyMemory.exact(table).forEach(row -> found.add(row.getFirst()));
    }
    return found;
  }

  @Test
  void bordersBelongToOneRange() {
    double[] values = {-1, -0.0, 0, 5, 10, 15, 20, 21, Double.NaN, Double.POSITIVE_INFINITY};
    Cut cut = Cut.at(0, 10, 20);
    assertThat(of(col("x").cut(cut), values))
        .isEqualTo(
            Arrays.asList(
                null,
                "[0, 10)",
                "[0, 10)",
                "[0, 10)",
                "[10, 20]",
                "[10, 20]",
                "[10, 20]",
                null,
                null,
                null));
    assertThat(of(col("x").cut(cut.rightClosed()), values))
        .isEqualTo(
            Arrays.asList(
                null,
                "[0, 10]",
                "[0, 10]",
                "[0, 10]",
                "[0, 10]",
                "(10, 20]",
                "(10, 20]",
                null,
                null,
                null));
    assertThat(of(col("x").cut(cut.unbounded()), values))
        .isEqualTo(
            Arrays.asList(
                "(-inf, 0)",
                "[0, 10)",
                "[0, 10)",
                "[0, 10)",
                "[10, 20)",
                "[10, 20)",
                "[20, inf)",
                "[20, inf)",
                null,
                "[20, inf)"));
    assertThat(of(col("x").cut(cut.unbounded().rightClosed()), values))
        .isEqualTo(
            Arrays.asList(
                "(-inf, 0]",
                "(-inf, 0]",
                "(-inf, 0]",
                "(0, 10]",
                "(0, 10]",
                "(10, 20]",
                "(10, 20]",
                "(20, inf)",
                null,
                "(20, inf)"));
    assertThat(of(col("x").cut(Cut.at(5).unbounded().labels("low", "high")), values))
        .startsWith("low", "low", "low", "high");
  }

  @Test
  void asDuckDbChoosesCases() throws SQLException {
    DataFrame cut =
        readParquet(orders)
            .select(
                "id",
                col("amount").cut(Cut.at(-1000, 0, 1000).labels("debt", "credit")).as("a"),
                col("price").cut(Cut.at(100, 500.5).unbounded().rightClosed()).as("p"),
                col("day")
                    .cut(Cut.at(LocalDate.of(2001, 1, 1)).unbounded().labels("old", "new"))
                    .as("d"));
    assertThat(cut.schema().field("a").type()).isEqualTo(DType.categorical("debt", "credit"));
    checkOrdered(
        cut,
        """
        SELECT id,
          CASE WHEN amount >= -1000 AND amount < 0 THEN 'debt'
               WHEN amount >= 0 AND amount <= 1000 THEN 'credit' END,
          CASE WHEN price <= 100 THEN '(-inf, 100]' WHEN price <= 500.5 THEN '(100, 500.5]'
               WHEN price > 500.5 THEN '(500.5, inf)' END,
          CASE WHEN day < DATE '2001-01-01' THEN 'old' WHEN day IS NOT NULL THEN 'new' END
        FROM orders
        """);
  }

  @Test
  void rangesBetweenQuantiles() throws SQLException {
    DataFrame rows = readParquet(orders).select("id", "paid", "price");
    check(
        rows.withColumns(
            qcut("price", 4).over(partitionBy()).as("quarter"),
            qcut("price", List.of(0.9, 0.5), List.of("low", "high", "top"))
                .over(partitionBy("paid"))
                .as("place")),
        """
        SELECT id, paid, price,
          CASE WHEN price IS NOT NULL THEN (price > q[1])::BIGINT + (price > q[2])::BIGINT
            + (price > q[3])::BIGINT END,
          CASE WHEN price <= p[1] THEN 'low' WHEN price <= p[2] THEN 'high'
               WHEN price IS NOT NULL THEN 'top' END
        FROM orders JOIN (SELECT paid, quantile_cont(price, [0.5, 0.9]) AS p FROM orders GROUP BY paid)
          USING (paid), (SELECT quantile_cont(price, [0.25, 0.5, 0.75]) AS q FROM orders)
        """);
    check(
        rows.withColumn("half", qcut("price", List.of("a", "b")).over(partitionBy()))
            .groupBy("half")
            .count(),
        """
        SELECT CASE WHEN price <= m THEN 'a' WHEN price > m THEN 'b' END AS half, count(*)
        FROM orders, (SELECT median(price) AS m FROM orders) GROUP BY half
        """);
  }

  @Test
  void bucketsOfEqualWidth() {
    double[] values = {-1, 0, 9.99, 10, 99.9, 100, 101, Double.NaN};
    assertThat(of(col("x").widthBucket(0, 100, 10), values))
        .isEqualTo(Arrays.asList(0L, 1L, 1L, 2L, 10L, 11L, 11L, null));
    assertThat(of(col("x").widthBucket(100, 0, 10), values))
        .isEqualTo(Arrays.asList(11L, 11L, 10L, 10L, 1L, 1L, 0L, null));
    assertThat(of(col("x").widthBucket(-Double.MAX_VALUE, Double.MAX_VALUE, 2), -1e307, 1e307))
        .isEqualTo(List.of(1L, 2L));
    assertThatThrownBy(() -> of(col("x").widthBucket(1, 1, 10), values))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("10 buckets between 1.0 and 1.0");
  }

  @Test
  void refusals() {
    DataFrame rows = readParquet(orders);
    assertThatThrownBy(() -> rows.select(col("id").cut(Cut.at(1, 2).labels("a", "b")).as("c")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "2 labels for 1 ranges: a cut at 2 borders has those between them; unbounded() adds"
                + " two");
    assertThatThrownBy(() -> rows.select(col("id").cut(Cut.at(2, 1)).as("c")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("the borders of a cut rise, and 2 comes before 1");
    assertThatThrownBy(() -> rows.select(col("item").cut(Cut.at(1, 2)).as("c")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("a cut is of numbers, dates or timestamps");
    assertThatThrownBy(() -> qcut("price", 0)).isInstanceOf(PlanException.class);
  }
}
