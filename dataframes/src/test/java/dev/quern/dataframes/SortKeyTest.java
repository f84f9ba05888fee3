package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lag;
import static dev.quern.dataframes.Frames.orderBy;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.rowNumber;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Orders by what is computed, and with nulls at either end. */
class SortKeyTest extends OrdersOracle {
  @Test
  void nullsAtEitherEnd() throws SQLException {
    checkOrdered(
        readParquet(orders)
            .select("item", "day", "id")
            .sort(asc("item").nullsFirst(), desc("day").nullsFirst().nullsLast(), "id"),
        "SELECT item, day, id FROM orders ORDER BY item NULLS FIRST, day DESC NULLS LAST, id");
    checkOrdered(
        readParquet(orders)
            .topK(2500, desc("price").nullsFirst(), desc("id"))
            .select("price", "id"),
        "SELECT price, id FROM orders ORDER BY price DESC NULLS FIRST, id DESC LIMIT 2500");
    checkOrdered(
        readParquet(orders)
            .groupBy("person")
            .top(2, desc("amount").nullsFirst(), asc("id"))
            .select("person", "amount", "id"),
        """
        SELECT person, amount, id FROM orders QUALIFY
          row_number() OVER (PARTITION BY person ORDER BY amount DESC NULLS FIRST, id) <= 2
        ORDER BY person NULLS LAST, amount DESC NULLS FIRST, id
        """);
  }

  @Test
  void computedKeys() throws SQLException {
    DataFrame some = readParquet(orders).select("amount", "id");
    checkOrdered(
        some.sort(desc(col("amount").abs()), col("id").mod(7), "id"),
        "SELECT amount, id FROM orders ORDER BY abs(amount) DESC NULLS LAST, id % 7, id");
    assertThat(some.sort(col("amount").abs()).schema()).isEqualTo(some.schema());
    DataFrame first = some.topK(90, col("amount").abs().asc().nullsFirst(), "id");
    checkOrdered(
        first, "SELECT amount, id FROM orders ORDER BY abs(amount) NULLS FIRST, id LIMIT 90");
    assertThat(first.explain()).contains("top 90");
    checkOrdered(
        readParquet(orders)
            .groupBy("paid")
            .top(3, desc(col("amount").abs()), "id")
            .select("paid", "amount", "id"),
        """
        SELECT paid, amount, id FROM orders QUALIFY
          row_number() OVER (PARTITION BY paid ORDER BY abs(amount) DESC NULLS LAST, id) <= 3
        ORDER BY paid, abs(amount) DESC NULLS LAST, id
        """);
  }

  @Test
  void computedKeysOfWindows() throws SQLException {
    Window window =
        partitionBy("paid").orderBy(desc(col("amount").times(-1)).nullsFirst(), col("id"));
    check(
        readParquet(orders)
            .select("id", rowNumber().over(window).as("n"), lag("item", 1).over(window).as("l")),
        """
        SELECT id, row_number() OVER w, lag(item) OVER w FROM orders
        WINDOW w AS (PARTITION BY paid ORDER BY amount * -1 DESC NULLS FIRST, id)
        """);
  }

  @Test
  void whatIsNoKey() {
    DataFrame frame = readParquet(orders);
    assertThatThrownBy(() -> frame.sort(desc(rowNumber().over(orderBy("id")))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("an order cannot hold a window function");
    assertThatThrownBy(() -> frame.sort(asc("nowhere")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> frame.sort(List.of("id")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("an order is a column");
    assertThat(desc(col("id").abs()).nullsFirst()).hasToString("computed column desc nulls first");
  }
}
