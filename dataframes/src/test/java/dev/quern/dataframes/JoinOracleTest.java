package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.LEFT;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.countDistinct;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.std;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.engine.join.JoinKind;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Joins of frames against the same question in SQL, at one worker and at several. */
class JoinOracleTest extends OrdersOracle {

  @Test
  void joinsWithNullKeysAndWithoutPartners() throws SQLException {
    DataFrame left = readParquet(orders);
    DataFrame right = readParquet(people);
    check(
        left.join(right, on("person")).select("id", "name", "city"),
        "SELECT id, name, city FROM orders JOIN people USING (person)");
    check(
        left.join(right, on("person"), LEFT).select("id", "person", "name"),
        "SELECT id, o.person, name FROM orders o LEFT JOIN people p ON o.person = p.person");
    check(
        left.join(right, on("person"), JoinKind.ANTI).select("id"),
        "SELECT id FROM orders WHERE NOT EXISTS (FROM people p WHERE p.person = orders.person)");
    check(
        left.join(right.filter(col("city").eq("city 1")), on("person"), JoinKind.SEMI).select("id"),
        "SELECT id FROM orders WHERE person IN (SELECT person FROM people WHERE city = 'city 1')");
    check(
        left.filter(col("id").lt(300))
            .select("id", "item")
            .join(left.filter(col("id").lt(600)).select(col("id").as("other"), "item"), on("item"))
            .filter(col("other").gt(col("id"))),
        """
        SELECT a.id, a.item, b.id AS other FROM orders a JOIN orders b ON a.item = b.item
        WHERE a.id < 300 AND b.id < 600 AND b.id > a.id
        """);
  }

  /** Pairs that must meet a condition beside equal keys; a null is none. */
  @Test
  void joinsWithConditions() throws SQLException {
    DataFrame left =
        readParquet(orders).filter(col("id").lt(2000)).select("id", "person", "amount");
    DataFrame right =
        readParquet(orders)
            .filter(col("id").lt(1500))
            .select("person", "amount", col("item").as("what"));
    JoinOn greater =
        on("person").where(col("amount_right").gt(col("amount").plus(col("id").times(40))));
    String condition = "l.person = r.person AND r.amount > l.amount + l.id * 40";
    String sides = "(FROM orders WHERE id < 2000) l %s JOIN (FROM orders WHERE id < 1500) r ON ";
    check(
        left.join(right, greater).select("id", "amount_right", "what"),
        "SELECT l.id, r.amount, r.item FROM " + sides.formatted("") + condition);
    check(
        left.join(right, greater, LEFT),
        "SELECT l.id, l.person, l.amount, r.amount, r.item FROM "
            + sides.formatted("LEFT")
            + condition);
    check(
        left.join(right, greater, JoinKind.SEMI).select("id"),
        "SELECT l.id FROM " + sides.formatted("SEMI") + condition);
    check(
        left.join(right, greater, JoinKind.ANTI).select("id"),
        "SELECT l.id FROM " + sides.formatted("ANTI") + condition);
    // A condition on a right key, on one side only, and on a unique table.
    DataFrame people40 = readParquet(people);
    check(
        left.join(people40, on("person").where(col("person_right").lt(col("id"))), LEFT)
            .select("id", "name"),
        "SELECT id, name FROM (FROM orders WHERE id < 2000) l LEFT JOIN people p"
            + " ON l.person = p.person AND p.person < l.id");
    check(
        left.join(people40, on("person").where(col("amount").gt(0)), JoinKind.ANTI).select("id"),
        "SELECT id FROM (FROM orders WHERE id < 2000) l ANTI JOIN people p"
            + " ON l.person = p.person AND amount > 0");
    check(
        left.join(people40, on("person").where(col("person_right").gt(col("amount"))))
            .select("id", "person"),
        "SELECT id, l.person FROM (FROM orders WHERE id < 2000) l JOIN people p"
            + " ON l.person = p.person AND p.person > l.amount");
  }

  @Test
  void crossJoins() throws SQLException {
    DataFrame few = readParquet(orders).filter(col("id").lt(300)).select("id", "item");
    check(
        few.crossJoin(readParquet(people).select("name", "person")),
        "SELECT id, item, name, p.person FROM orders, people p WHERE id < 300");
    check(
        readParquet(orders)
            .crossJoin(readParquet(orders).agg(mean("amount").as("mean"), max("id").as("last")))
            .filter(col("amount").gt(col("mean")).and(col("id").plus(9000).lt(col("last"))))
            .select("id", "mean"),
        """
        SELECT id, mean FROM orders, (SELECT avg(amount) AS mean, max(id) AS last FROM orders)
        WHERE amount > mean AND id + 9000 < last
        """);
    check(
        few.crossJoin(few.filter(col("id").lt(0)).select(col("id").as("none"))),
        "SELECT 1 LIMIT 0");
    check(
        few.crossJoin(few.select(col("id").as("other")))
            .groupBy("id")
            .agg(count().as("n"), sum("other").as("s")),
        "SELECT a.id, count(*), sum(b.id) FROM orders a, orders b WHERE a.id < 300 AND b.id < 300"
            + " GROUP BY a.id");
    check(
        few.filter(col("id").lt(0)).crossJoin(readParquet(people)).agg(count().as("n")),
        "SELECT 0");
  }

  /** Rows are aggregated before the join where the join's key is a key of the group. */
  @Test
  void aggregatesOverJoins() throws SQLException {
    DataFrame left = readParquet(orders);
    DataFrame right = readParquet(people);
    for (JoinKind kind : List.of(JoinKind.INNER, LEFT)) {
      DataFrame grouped =
          left.join(right, on("person"), kind)
              .groupBy("city", "person", col("paid").not().as("unpaid"), "name")
              .agg(
                  count().as("n"),
                  mean("price").as("mean"),
                  std(col("amount").plus(1)).as("std"),
                  countDistinct("item").as("items"),
                  min("item").as("least"));
      check(
          grouped,
          """
          SELECT city, o.person, NOT paid, name, count(*), avg(price), stddev(amount + 1),
            count(DISTINCT item), min(item)
          FROM orders o %s JOIN people p ON o.person = p.person GROUP BY ALL
          """
              .formatted(kind == LEFT ? "LEFT" : ""));
    }
    // Two partners per row, and two joins on top of each other.
    DataFrame twice = right.union(right).select("person", col("city").as("town"));
    check(
        left.join(twice, on("person"))
            .join(right, on("person"))
            .groupBy("person", "town", "city")
            .agg(count().as("n"), sum("amount").as("s")),
        """
        SELECT o.person, a.city, b.city, count(*), sum(amount)
        FROM orders o JOIN (FROM people UNION ALL FROM people) a ON o.person = a.person
        JOIN people b ON o.person = b.person GROUP BY ALL
        """);
    // An aggregate of a right column, and a group without the join's key: rows are joined.
    check(
        left.join(right, on("person")).groupBy("person").agg(max("name").as("name")),
        "SELECT person, max(name) FROM orders JOIN people USING (person) GROUP BY person");
    check(
        left.join(right, on("person")).groupBy("city").agg(sum("amount").as("s")),
        "SELECT city, sum(amount) FROM orders JOIN people USING (person) GROUP BY city");
  }
}
