package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.LEFT;
import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.countDistinct;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.std;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.var;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames against the same question in SQL, at one worker and at several, which must agree. */
class FrameOracleTest {
  private static final int ROWS = 20_000;

  @TempDir static Path folder;
  private static DuckOracle duck;
  private static String orders;
  private static String people;

  @BeforeAll
  static void makeData() throws SQLException {
    duck = new DuckOracle();
    duck.execute(
        """
        CREATE TABLE orders AS SELECT
          i::BIGINT AS id,
          CASE WHEN hash(i) %% 13 = 0 THEN NULL ELSE (hash(i * 3) %% 50)::INTEGER END AS person,
          CASE WHEN hash(i) %% 17 = 0 THEN NULL ELSE (hash(i * 7) %% 100000)::BIGINT - 50000 END AS amount,
          CASE WHEN hash(i) %% 19 = 0 THEN NULL ELSE (hash(i * 11) %% 100000) / 64.0 END::DOUBLE AS price,
          CASE WHEN hash(i) %% 23 = 0 THEN NULL ELSE 'item-' || (hash(i * 5) %% 300) END AS item,
          CASE WHEN hash(i) %% 29 = 0 THEN NULL
               ELSE DATE '1999-01-01' + (hash(i * 13) %% 2000)::INTEGER END AS day,
          TIMESTAMP '2001-01-01 00:00:00' + INTERVAL (hash(i * 17) %% 10000000) SECOND AS moment,
          hash(i * 19) %% 2 = 0 AS paid,
          ((hash(i * 23) %% 1000000) / 100)::DECIMAL(15, 2) AS tax
        FROM range(%d) t(i)
        """
            .formatted(ROWS));
    duck.execute(
        """
        CREATE TABLE people AS SELECT
          CASE WHEN i = 7 THEN NULL ELSE i END::INTEGER AS person,
          'name of person number ' || i AS name,
          CASE WHEN i % 3 = 0 THEN NULL ELSE 'city ' || (i % 5) END AS city
        FROM range(40) t(i)
        """);
    orders = duck.parquet(folder.resolve("orders.parquet"), "FROM orders", 2048).toString();
    people = duck.parquet(folder.resolve("people.parquet"), "FROM people", 2048).toString();
  }

  @AfterAll
  static void close() throws SQLException {
    duck.close();
  }

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
                lit(1).minus(col("tax")).times(col("tax")).as("square")),
        """
        SELECT id, substring(item, 3, 4), item, substring(item, 99, 2),
          coalesce(substring(item, 6, 3), person::VARCHAR, '-'), tax * person, tax * 3,
          (1 - tax) * tax
        FROM orders
        """);
    check(
        readParquet(people).select(col("name").str().substring(6, 15).as("long")),
        "SELECT substring(name, 6, 15) FROM people");
    check(
        readParquet(orders).groupBy(col("item").str().substring(1, 6).as("k")).count(),
        "SELECT substring(item, 1, 6), count(*) FROM orders GROUP BY 1");
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

  private static void check(DataFrame frame, String sql) throws SQLException {
    List<List<@Nullable Object>> expected = DuckOracle.sorted(duck.rows(sql));
    assertThat(DuckOracle.sorted(run(frame))).as("%s", frame.explain()).isEqualTo(expected);
  }

  private static void checkOrdered(DataFrame frame, String sql) throws SQLException {
    assertThat(run(frame)).as("%s", frame.explain()).isEqualTo(duck.rows(sql));
  }

  /** The rows, which must not depend on the number of workers, in their order too. */
  private static List<List<@Nullable Object>> run(DataFrame frame) {
    List<List<@Nullable Object>> alone = run(frame, 1);
    assertThat(run(frame, 4)).as("four workers").isEqualTo(alone);
    return alone;
  }

  private static List<List<@Nullable Object>> run(DataFrame frame, int workers) {
    try (Session session = Session.local().workers(workers).memory("1g").open();
        Table table = frame.collect(session)) {
      return DuckOracle.rows(table);
    }
  }
}
