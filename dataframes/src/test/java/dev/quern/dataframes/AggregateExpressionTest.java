package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.orderBy;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.rowNumber;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.sql.SQLException;
import java.time.Period;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Aggregates as parts of expressions. */
class AggregateExpressionTest extends OrdersOracle {
  @Test
  void computesWithAggregatesOfGroups() throws SQLException {
    check(
        readParquet(orders)
            .groupBy("person", col("day").dt().year().as("year"))
            .agg(
                sum("amount").as("total"),
                sum("amount").divide(count()).as("per order"),
                mean("price").round(2).as("price"),
                max("amount").minus(min("amount").fillNull(0)).as("span"),
                sum("amount").filter(col("paid")).divide(sum("amount")).as("paid"),
                col("person").plus(count()).as("with key"),
                col("day").dt().year().minus(2000).as("with computed key"),
                when(count().gt(9)).then("many").otherwise("few").as("how many")),
        """
        SELECT person, year(day), sum(amount), sum(amount) / count(*), round(avg(price), 2),
          max(amount) - coalesce(min(amount), 0),
          sum(amount) FILTER (paid)::DOUBLE / sum(amount), person + count(*), year(day) - 2000,
          CASE WHEN count(*) > 9 THEN 'many' ELSE 'few' END
        FROM orders GROUP BY person, year(day)
        """);
  }

  @Test
  void computesWithAggregatesOfAllRows() throws SQLException {
    check(
        readParquet(orders).agg(sum("tax").times(2).as("t"), lit(7).as("seven"), count()),
        "SELECT sum(tax) * 2, 7, count(*) FROM orders");
    check(readParquet(orders).filter(col("id").lt(0)).agg(count().plus(1).as("one")), "SELECT 1");
  }

  @Test
  void ofGroupingSets() throws SQLException {
    check(
        readParquet(orders).rollup("person", "paid").agg(sum("amount").divide(count()).as("m")),
        "SELECT person, paid, sum(amount) / count(*) FROM orders GROUP BY ROLLUP (person, paid)");
  }

  @Test
  void equalAggregatesAreComputedOnceAndPlainOnesAreNotProjected() {
    DataFrame frame = readParquet(orders);
    String plan =
        frame
            .groupBy("paid")
            .agg(
                sum("amount").divide(sum("price")).as("a"),
                sum("price").as("b"),
                sum("price").minus(sum("amount")).as("c"))
            .explain(Stage.LOGICAL);
    assertThat(plan.split("sum\\(price\\)", -1)).hasSize(2);
    assertThat(plan.split("sum\\(amount\\)", -1)).hasSize(2);
    assertThat(frame.groupBy("paid").agg(sum("amount").as("s")).explain(Stage.LOGICAL))
        .doesNotContain("select");
  }

  @Test
  void choicesWithoutAValue() throws SQLException {
    check(
        readParquet(orders)
            .select(
                "id",
                when(col("amount").gt(0)).then(col("amount")).as("positive"),
                when(col("paid")).then(null).when(col("id").gt(7)).then(1.5).otherwise(2).as("b"),
                when(col("paid")).then("yes").otherwise(null).as("c"),
                when(col("paid")).then(col("day")).plus(Period.ofDays(1)).as("d")),
        """
        SELECT id, CASE WHEN amount > 0 THEN amount END,
          CASE WHEN paid THEN NULL WHEN id > 7 THEN 1.5 ELSE 2 END::DOUBLE,
          CASE WHEN paid THEN 'yes' END, CASE WHEN paid THEN day END + 1 FROM orders
        """);
    assertThatThrownBy(() -> readParquet(orders).select(when(col("paid")).then(null).as("nothing")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("nullOf");
  }

  @Test
  void whatIsNoAggregate() {
    DataFrame frame = readParquet(orders);
    assertFails(
        () -> frame.groupBy("paid").agg(sum("amount").plus(col("price")).as("x")),
        "price is neither a key of the groups nor in an aggregate");
    assertFails(() -> frame.agg(sum("amount").plus(1)), "needs a name");
    assertFails(() -> frame.agg(lit(1).as("one")), "holds an aggregate");
    assertFails(() -> frame.select(sum("amount").as("s")), "cannot hold an aggregate");
    assertFails(() -> frame.filter(sum("amount").gt(1)), "cannot hold an aggregate");
    assertFails(() -> frame.sort(sum("amount")), "cannot hold an aggregate");
    assertFails(() -> frame.agg(sum(mean("amount"))), "cannot hold an aggregate");
    assertFails(() -> frame.groupBy(count().as("n")), "cannot hold an aggregate");
    assertFails(
        () -> frame.agg(count().plus(rowNumber().over(orderBy("id"))).as("x")),
        "cannot hold a window function");
    assertFails(() -> frame.agg(sum("amount").as("x"), count().plus(1).as("x")), "x");
    assertThat(List.of(sum("amount").as("x").toString(), sum(col("x").plus(1)).toString()))
        .containsExactly("sum(amount)", "sum(computed column)");
  }

  private static void assertFails(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(PlanException.class).hasMessageContaining(message);
  }
}
