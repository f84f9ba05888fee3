package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.countDistinct;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.std;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.var;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.type.DType;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Frames against the same question in SQL, at one worker and at several, which must agree. */
class FrameOracleTest extends OrdersOracle {

  @Test
  void filtersAndComputedColumns() throws SQLException {
    check(
        readParquet(orders)
            .filter(col("amount").gt(1000).and(col("item").str().like("item-1%")))
            .withColumn("twice", col("amount").times(2))
            .withColumn("hour", col("moment").dt().hour())
            .select("id", "twice", "hour", col("price").divide(3).as("third")),
        """
        SELECT id, amount * 2 AS twice, hour(moment) AS hour, price / 3 AS third FROM orders
        WHERE amount > 1000 AND item LIKE 'item-1%'
        """);
    check(
        readParquet(orders)
            .filter(
                col("day")
                    .between("2000-02-01", "2001-07-15")
                    .or(col("item").isNull())
                    .and(col("paid")))
            .select("id", "day"),
        """
        SELECT id, day FROM orders
        WHERE (day BETWEEN '2000-02-01' AND '2001-07-15' OR item IS NULL) AND paid
        """);
    check(
        readParquet(orders)
            .select(
                "id",
                when(col("amount").lt(0))
                    .then("debit")
                    .when(col("amount").gt(0))
                    .then("credit")
                    .otherwise("nothing")
                    .as("kind"),
                col("item").fillNull("no item").as("item"),
                col("price").cast(DType.decimal(20, 3)).as("price")),
        """
        SELECT id, CASE WHEN amount < 0 THEN 'debit' WHEN amount > 0 THEN 'credit' ELSE 'nothing' END,
          coalesce(item, 'no item'), price::DECIMAL(20, 3) FROM orders
        """);
  }

  @Test
  void groupsOfEveryKindOfKey() throws SQLException {
    check(
        readParquet(orders)
            .groupBy("item")
            .agg(
                count().as("n"),
                count("amount").as("amounts"),
                sum("amount").as("total"),
                mean("price").as("price"),
                min("day").as("first"),
                max("day").as("last"),
                min("item").as("least"),
                max("price").as("most"),
                countDistinct("person").as("people"),
                var("price").as("var"),
                std("amount").as("std"),
                sum("tax").as("tax")),
        """
        SELECT item, count(*), count(amount), sum(amount), avg(price), min(day), max(day), min(item),
          max(price), count(DISTINCT person), var_samp(price), stddev_samp(amount), sum(tax)
        FROM orders GROUP BY item
        """);
    check(
        readParquet(orders).groupBy("person", "paid").agg(sum(col("amount").plus(1)).as("s")),
        "SELECT person, paid, sum(amount + 1) FROM orders GROUP BY person, paid");
    check(
        readParquet(orders).groupBy(col("moment").dt().dayOfWeek().as("w")).count(),
        "SELECT isodow(moment), count(*) FROM orders GROUP BY 1");
    check(
        readParquet(orders)
            .agg(
                min("item").as("a"),
                max("item").as("b"),
                sum("tax").as("c"),
                min("day").as("d"),
                max("price").as("e"),
                max("paid").as("f"),
                min("amount").as("g"),
                min(col("item").fillNull("zz a longer text")).as("h")),
        """
        SELECT min(item), max(item), sum(tax), min(day), max(price), max(paid), min(amount),
          min(coalesce(item, 'zz a longer text')) FROM orders
        """);
    check(
        readParquet(orders).filter(col("id").lt(0)).agg(count().as("n"), sum("amount").as("s")),
        "SELECT 0, NULL");
    check(
        readParquet(orders).filter(col("id").lt(0)).groupBy("item").count(),
        "SELECT item, count(*) FROM orders WHERE id < 0 GROUP BY item");
  }

  @Test
  void textAndDecimalFunctions() throws SQLException {
    check(
        readParquet(orders)
            .select(
                "id",
                col("item").str().substring(3, 4).as("part"),
                col("item").str().substring(1, 100).as("all"),
                col("item").str().substring(99, 2).as("none"),
                Frames.coalesce(
                        col("item").str().substring(6, 3), col("person").cast(DType.UTF8), "-")
                    .as("c"),
                col("tax").times(col("person")).as("by integer"),
                col("tax").times(3).as("thrice"),
                lit(1).minus(col("tax")).times(col("tax")).as("square"),
                col("tax").minus(5000).sign().as("sign")),
        """
        SELECT id, substring(item, 3, 4), item, substring(item, 99, 2),
          coalesce(substring(item, 6, 3), person::VARCHAR, '-'), tax * person, tax * 3,
          (1 - tax) * tax, sign(tax - 5000)
        FROM orders
        """);
    check(
        readParquet(people).select(col("name").str().substring(6, 15).as("long")),
        "SELECT substring(name, 6, 15) FROM people");
    check(
        readParquet(orders).groupBy(col("item").str().substring(1, 6).as("k")).count(),
        "SELECT substring(item, 1, 6), count(*) FROM orders GROUP BY 1");
  }

  @Test
  void ordersAreTotalAndStable() throws SQLException {
    checkOrdered(
        readParquet(orders).select("item", "amount", "id").sort("item", desc("amount"), "id"),
        """
        SELECT item, amount, id FROM orders
        ORDER BY item NULLS LAST, amount DESC NULLS LAST, id
        """);
    checkOrdered(
        readParquet(orders).select("price", "id").sort(desc("price"), asc("id")).limit(50),
        "SELECT price, id FROM orders ORDER BY price DESC NULLS LAST, id LIMIT 50");
    checkOrdered(
        readParquet(orders).filter(col("paid")).select("id").limit(777),
        "SELECT id FROM orders WHERE paid LIMIT 777");
  }

  @Test
  void unionsAndDistincts() throws SQLException {
    DataFrame all = readParquet(orders).select("person", "paid");
    check(
        all.union(all.filter(col("paid"))),
        "SELECT person, paid FROM orders UNION ALL SELECT person, paid FROM orders WHERE paid");
    check(all.distinct(), "SELECT DISTINCT person, paid FROM orders");
    check(
        readParquet(people)
            .select(col("person").as("x"), lit(1.5).as("y"))
            .union(readParquet(orders).limit(10).select(col("id").as("x"), lit(2).as("y"))),
        "SELECT person, 1.5::DOUBLE FROM people UNION ALL SELECT id, 2 FROM (FROM orders LIMIT"
            + " 10)");
  }

  @Test
  void countsAndHeads() {
    assertThat(readParquet(orders).count()).isEqualTo(ROWS);
    try (Table head = readParquet(orders).head(3)) {
      assertThat(head.longs("id")).containsExactly(0, 1, 2);
    }
  }
}
