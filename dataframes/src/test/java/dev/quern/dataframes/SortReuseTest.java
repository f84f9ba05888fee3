package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.LEFT;
import static dev.quern.dataframes.Frames.SEMI;
import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.first;
import static dev.quern.dataframes.Frames.lag;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.nullOf;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.rowNumber;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.dataframes.optimize.FrameOptimizer;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.plan.Optimizer;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Persisted;
import dev.quern.scheduler.Session;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is ordered already is not sorted again, and no order is made that nobody sees. */
class SortReuseTest {
  private static final DataFrame SALES = JoinOrderTest.SALES;
  private static final DataFrame SHOPS = JoinOrderTest.SHOPS;
  private static final Optimizer<FramePlan> AS_WRITTEN =
      FrameOptimizer.standard().without("SortPrune", "SortReduce", "SortMerge");

  private static void check(DataFrame frame, String plan) {
    assertThat(frame.explain()).isEqualTo(plan);
  }

  @Test
  void whatIsSortedIsNotSortedAgain() {
    check(
        SALES
            .sort("shop", desc("price"))
            .filter(col("item").gt(3))
            .withColumn("twice", col("price").times(2))
            .sort("shop"),
        """
        select shop, item, price, price * 2 as twice
          sort by shop, price desc
            filter item > 3
              scan 1,000 of Sale, pruned by item GREATER 3
        """);
    check(
        SALES.sort("shop", "price").rename("shop", "where").sort("where", "price", "where"),
        """
        select shop as where, item, price
          sort by shop, price
            scan 1,000 of Sale
        """);
  }

  @Test
  void otherDirectionsAndNullsAreOtherOrders() {
    check(
        SALES.sort("shop").sort(desc("shop")),
        """
        sort by shop desc
          scan 1,000 of Sale
        """);
    check(
        SALES.sort(asc("shop").nullsFirst(), asc("price")).sort("shop"),
        """
        sort by shop, price
          scan 1,000 of Sale
        """);
    check(
        SALES.sort("price").select("shop", col("price").times(2).as("twice")).sort("shop"),
        """
        sort by shop
          select shop, price * 2 as twice
            sort by price
              scan 1,000 of Sale, 2 of 3 columns
        """);
  }

  @Test
  void whatIsSortedTwiceIsSortedOnce() {
    check(
        SALES.sort("price").select("price", "shop").sort("shop").limit(7),
        """
        top 7 by shop, price
          select price, shop
            scan 1,000 of Sale, 2 of 3 columns
        """);
  }

  @Test
  void theFirstOfSortedRowsAreALimit() {
    check(
        SALES.sort("shop", "price").limit(100).sort("shop").limit(7),
        """
        top 7 by shop, price
          scan 1,000 of Sale
        """);
    check(
        Frames.range(0, 1000).topK(5, "id"),
        """
        limit 5
          scan range, 1000 rows from 0 by 1
        """);
  }

  @Test
  void windowsSortWhatWasSortedOnce() {
    check(
        SALES
            .sort("shop", "price")
            .withColumn("before", lag("price", 1).over(partitionBy("shop").orderBy("price"))),
        """
        window partition by shop order by price: shift by 1(price) as before
          scan 1,000 of Sale
        """);
    DataFrame ranked =
        SALES.withColumn("n", rowNumber().over(partitionBy("shop").orderBy("price")));
    check(
        ranked.sort("shop", "price"),
        """
        window partition by shop order by price: row_number() as n
          scan 1,000 of Sale
        """);
  }

  @Test
  void leftAndSemiJoinsKeepTheOrder() {
    DataFrame sorted = SALES.sort("shop");
    check(
        sorted.join(SHOPS, on("shop"), LEFT).sort("shop").select("price", "name"),
        """
        select price, name
          left join on shop = shop
            sort by shop
              scan 1,000 of Sale, 2 of 3 columns
            scan 50 of Shop, 2 of 3 columns
        """);
    assertThat(sorted.join(SHOPS, on("shop"), SEMI).sort("shop").explain())
        .containsOnlyOnce("sort by");
    // It becomes an inner join, whose order is its own.
    assertThat(
            sorted.join(SHOPS, on("shop"), LEFT).filter(col("town").gt(3)).sort("shop").explain())
        .startsWith("sort by shop");
  }

  @Test
  void ordersThatNobodySeesAreNotMade() {
    check(
        SALES.sort("price").groupBy("shop").agg(count().as("n"), sum("price").as("s")),
        """
        aggregate by shop: count(*) as n, sum(price) as s
          scan 1,000 of Sale, 2 of 3 columns
        """);
    assertThat(SALES.sort("price").groupBy("shop").agg(first("item").as("i")).explain())
        .contains("sort by price");
    DataFrame floats = SALES.withColumn("f", col("price").divide(3)).sort("price");
    assertThat(floats.agg(sum("f").as("s")).explain()).contains("sort by price");
    assertThat(floats.groupBy("f").agg(count().as("n")).explain()).contains("sort by price");
    assertThat(SHOPS.join(floats, on("shop"), SEMI).explain()).doesNotContain("sort by");
    assertThat(floats.limit(10).agg(max("item").as("i")).explain()).contains("top 10 by price");
  }

  @Test
  void plansTellTheOrder() {
    assertThat(SALES.sort("shop", desc("price")).select("shop", "item").explain(Stage.ESTIMATED))
        .isEqualTo(
            """
            select shop, item, about 1,000 rows, in order of shop
              sort by shop, price desc, about 1,000 rows, in order of shop, price desc
                scan 1,000 of Sale, about 1,000 rows
            """);
  }

  @Test
  void persistedRowsKeepTheirOrder() {
    DataFrame sorted = SALES.sort("shop", "price");
    DataFrame again = sorted.filter(col("item").lt(50)).sort("shop");
    List<List<@Nullable Object>> expected = AnyMemory.rows(again);
    try (Session session = Session.local().workers(2).memory("64m").open();
        Persisted<Table> _ = session.persist(sorted);
        StagedPlan plan = StagedPlan.of(again.plan(), session)) {
      assertThat(plan.text()).doesNotContain("sort by");
      try (Table table = again.collect(session)) {
        assertThat(DuckOracle.rows(table)).isEqualTo(expected);
      }
    }
  }

  /** Rows of several partitions with ties, nulls, NaN and zeros of both signs. */
  private static DataFrame awkward() {
    DataFrame ids =
        Frames.range(0, 1500).union(Frames.range(1500, 4000)).union(Frames.range(4000, 5000));
    return ids.select(
        col("id"),
        when(col("id").mod(11).eq(3))
            .then(nullOf(DType.INT64))
            .otherwise(col("id").times(7919).mod(13))
            .as("k"),
        when(col("id").mod(5).eq(0))
            .then(lit(-0.0))
            .when(col("id").mod(5).eq(1))
            .then(lit(0.0))
            .when(col("id").mod(5).eq(2))
            .then(lit(Double.NaN))
            .when(col("id").mod(5).eq(3))
            .then(nullOf(DType.FLOAT64))
            .otherwise(col("id").times(31).mod(17).cast(DType.FLOAT64))
            .as("x"));
  }

  static Stream<DataFrame> queries() {
    DataFrame rows = awkward();
    DataFrame few = rows.filter(col("k").lt(5)).select(col("k"), col("id").as("other"));
    return Stream.of(
        rows.sort("k", "x").filter(col("id").gt(70)).sort("k"),
        rows.sort("x").sort(asc("k").nullsFirst()),
        rows.sort(desc("x")).sort(desc("k").nullsFirst()).limit(2000),
        rows.sort(desc("k"), asc("x")).sort(desc("k")).limit(100),
        rows.sort(asc("x").nullsFirst())
            .withColumn("n", rowNumber().over(partitionBy("k").orderBy("x"))),
        rows.sort(desc("id"))
            .withColumn("l", lag("id", 1).over(partitionBy("k").orderBy(desc("x")))),
        rows.withColumns(
            count().over(partitionBy("k")).as("n"),
            rowNumber().over(partitionBy("k").orderBy("x")).as("r"),
            rowNumber().over(partitionBy("k").orderBy(asc("x"), desc("id"))).as("q")),
        rows.sort("k", "id").join(few.limit(40), on("k"), LEFT).sort("k"),
        rows.sort("x").groupBy("k").agg(count().as("n"), max("id").as("m")).sort("k"),
        rows.sort("k").join(few.sort("other"), on("k"), SEMI).sort("k", "x"));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void rowsAreThoseOfThePlanAsItWasWritten(DataFrame query) {
    List<List<@Nullable Object>> rows;
    try (Session session = Session.local().workers(2).memory("256m").open()) {
      try (Table table =
          query.result(
              session.memory(),
              session.submit(FrameLowering.lower(AS_WRITTEN.optimize(query.plan()))).join())) {
        rows = AnyMemory.exact(table);
      }
    }
    for (int workers : new int[] {1, 3}) {
      try (Session session = Session.local().workers(workers).memory("32m").open();
          Table table = query.collect(session)) {
        assertThat(AnyMemory.exact(table)).isEqualTo(rows);
      }
    }
  }

  @Test
  void windowsOfTheSamePartitionsSortOnce() {
    DataFrame both =
        awkward()
            .withColumns(
                sum("id").over(partitionBy("k")).as("all"),
                rowNumber().over(partitionBy("k").orderBy("id")).as("n"));
    assertThat(both.explain())
        .startsWith(
            """
            select id, k, x, all, n
              window partition by k: sum(id) as all
                window partition by k order by id: row_number() as n
            """);
    // Three partitions are sorted into runs, and one task reads them on through both windows.
    assertThat(
            FrameLowering.lower(FrameOptimizer.standard().optimize(both.plan()))
                .optimized()
                .graph()
                .size())
        .isEqualTo(4);
  }
}
