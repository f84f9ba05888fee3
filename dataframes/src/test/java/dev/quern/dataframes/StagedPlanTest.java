package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.LEFT;
import static dev.quern.dataframes.Frames.SEMI;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.dataframes.JoinOrderTest.Item;
import dev.quern.dataframes.JoinOrderTest.Sale;
import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.dataframes.optimize.Estimates;
import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.join.JoinKind;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.SessionConfig;
import dev.quern.scheduler.sim.Simulation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans whose parts turn out to be larger or smaller than was guessed. */
class StagedPlanTest {
  private static final DataFrame SALES = JoinOrderTest.SALES;
  private static final DataFrame SHOPS = JoinOrderTest.SHOPS;
  private static final DataFrame ITEMS = JoinOrderTest.ITEMS;

  /** Guessed are a tenth of the rows; there are 2, which are better asked for first. */
  private static DataFrame rareItems() {
    return ITEMS.filter(col("item").mod(100).eq(7));
  }

  private static Session session(int workers) {
    return Session.local().workers(workers).memory("64m").open();
  }

  private static List<List<@Nullable Object>> rows(DataFrame frame, Session session) {
    try (StagedPlan plan = StagedPlan.of(frame.plan(), session, 0);
        Table table =
            frame.result(
                session.memory(), session.submit(FrameLowering.lower(plan.rest())).join())) {
      return AnyMemory.exact(table);
    }
  }

  private static String text(DataFrame frame) {
    try (Session session = session(1);
        StagedPlan plan = StagedPlan.of(frame.plan(), session, 0)) {
      return plan.text();
    }
  }

  @Test
  void whatIsSmallerThanGuessedIsJoinedFirst() {
    DataFrame query =
        SALES
            .join(SHOPS.filter(col("town").lt(5)), on("shop"))
            .join(rareItems(), on("item"))
            .select("price", "name", "kind");
    assertThat(text(query))
        .isEqualTo(
            """
            stage 1: 2 rows, guessed 20
              select item as item', kind
                filter item % 100 = 7
                  scan 200 of Item
            select price, name, kind
              inner join on shop' = shop
                select shop as shop', name
                  filter town < 5
                    scan 50 of Shop, pruned by town LESS 5
                select shop, price, kind
                  inner join on item = item'
                    scan 1,000 of Sale
                    scan stage 1, 2 rows
            """);
  }

  @Test
  void whatIsLargerThanGuessedIsNotMadeATable() {
    DataFrame most =
        SALES.filter(col("price").mod(1000).ge(0).and(col("price").mod(7).eq(col("price").mod(7))));
    DataFrame query = ITEMS.join(most, on("item")).select("kind", "price");
    assertThat(text(query))
        .isEqualTo(
            """
            stage 1: 1,000 rows, guessed 33
              select item as item', price
                filter (price % 1000 >= 0 and price % 7 = price % 7)
                  scan 1,000 of Sale, 2 of 3 columns
            select kind, price
              inner join on item' = item
                scan stage 1, 1,000 rows
                scan 200 of Item
            """);
  }

  @Test
  void groupsOfUnknownNumberAreCountedBeforeTheyAreJoined() {
    DataFrame groups =
        SALES.groupBy(col("price").mod(3).as("k")).agg(count().as("n"), sum("price").as("s"));
    assertThat(text(groups.join(SHOPS, on("k", "shop")).select("name", "n", "s")))
        .isEqualTo(
            """
            stage 1: 3 rows, guessed 1,000
              aggregate by price % 3 as k: count(*) as n, sum(price) as s
                scan 1,000 of Sale, 1 of 3 columns
            select name, n, s
              inner join on shop = k
                select name, try_cast(shop as int64) as shop
                  scan 50 of Shop, 2 of 3 columns
                scan stage 1, 3 rows
            """);
  }

  @Test
  void aSmallLeftSideAsksForItsKeys() {
    DataFrame many =
        Frames.of(
                Sale.class,
                IntStream.range(0, 30_000).mapToObj(i -> new Sale(i, i % 7, i)).toList())
            .toFrame();
    DataFrame few = many.filter(col("price").le(col("item"))).select("shop", "price");
    assertThat(text(few.join(many.select("shop", "item"), on("shop"), LEFT)))
        .isEqualTo(
            """
            stage 1: 7 rows, guessed 10,000
              select shop, price
                filter price <= item
                  scan 30,000 of Sale
            left join on shop = shop
              scan stage 1, 7 rows
              semi join on shop = shop
                scan 30,000 of Sale, 2 of 3 columns
                scan stage 1, 7 rows, 1 of 2 columns
            """);
  }

  /** Only what comes of no rows is left: a left join's rows, and one row of aggregates. */
  @Test
  void whatIsJoinedWithNothingIsNotRead() {
    DataFrame none = ITEMS.filter(col("item").mod(300).eq(299));
    DataFrame joined = SALES.join(none, on("item")).filter(col("price").gt(3));
    assertThat(text(joined.join(SHOPS, on("shop")).select("name", "price").sort("name")))
        .isEqualTo(
            """
            stage 1: 0 rows, guessed 20
              select item as item'
                filter item % 300 = 299
                  scan 200 of Item, 1 of 2 columns
            scan no rows
            """);
    DataFrame nothing = SALES.join(none, on("item")).select(col("shop").as("town"));
    List<DataFrame> frames =
        List.of(
            joined.select("price"),
            joined.groupBy("kind").agg(count().as("n")),
            joined.agg(count().as("n"), sum("price").as("s")),
            SHOPS.join(nothing, on("town"), JoinKind.ANTI).select("shop"),
            SHOPS.join(nothing, on("town"), SEMI).select("shop"),
            SHOPS.join(nothing, on("town"), LEFT).select("shop", "town"),
            nothing.union(SHOPS.select("town")).limit(3),
            nothing.sort("town").limit(3));
    try (Session session = session(2)) {
      for (DataFrame frame : frames) {
        try (Table table = frame.collect(session)) {
          assertThat(rows(frame, session)).isEqualTo(AnyMemory.exact(table));
        }
      }
    }
  }

  @Test
  void stagesAreSimulated() {
    DataFrame query = SALES.join(rareItems(), on("item")).join(SHOPS, on("shop"));
    List<List<@Nullable Object>> expected;
    try (Session session = session(1)) {
      expected = rows(query, session);
    }
    for (long seed = 0; seed < 20; seed++) {
      try (Simulation simulation = Simulation.seed(seed)) {
        simulation.config(simulation.config().workers(3).memory("64m"));
        assertThat(rows(query, simulation.session())).as("seed %d", seed).isEqualTo(expected);
      }
    }
  }

  @Test
  void whatIsKnownIsNotComputedFirst() {
    try (Session session = session(1)) {
      for (DataFrame frame :
          List.of(
              SALES.filter(col("price").mod(10).eq(1)),
              SALES.join(ITEMS, on("item")),
              SALES.filter(col("price").mod(10).eq(1)).join(ITEMS, on("item"), LEFT),
              SALES.join(rareItems(), on("item"), SEMI))) {
        try (StagedPlan plan = StagedPlan.of(frame.plan(), session, 0)) {
          assertThat(plan.text()).isEqualTo(frame.explain());
        }
      }
    }
  }

  @Test
  void partsThatCannotBeLargeAreNotComputedFirst() {
    try (Session session = session(1);
        StagedPlan plan = StagedPlan.of(SALES.join(rareItems(), on("item")).plan(), session, 201)) {
      assertThat(plan.text()).doesNotContain("stage");
    }
  }

  /** Nothing is computed twice: neither what a stage has computed, nor what it shares. */
  @Test
  void everyRowIsComputedOnce() {
    AtomicInteger calls = new AtomicInteger();
    DataFrame counted =
        ITEMS.filter(
            col("item")
                .mapLong(
                    item -> {
                      calls.incrementAndGet();
                      return item % 100;
                    })
                .eq(7L));
    DataFrame sold = SALES.join(counted, on("item"));
    DataFrame twice =
        sold.groupBy("shop")
            .agg(count().as("n"))
            .join(sold.groupBy("shop").agg(sum("price").as("s")), on("shop"))
            .join(SHOPS, on("shop"))
            .select("shop", "n", "s");
    try (Session session = session(2)) {
      assertThat(rows(twice, session)).hasSize(1);
    }
    assertThat(calls).hasValue(200);
  }

  @Test
  void rowsAndTheirOrderAreTheSameInAnySession(@TempDir Path spill) {
    DataFrame left =
        SALES
            .join(rareItems(), on("item"), LEFT)
            .join(SHOPS.filter(col("name").str().endsWith("7")), on("shop"));
    DataFrame grouped =
        left.groupBy("name", "kind").agg(sum(col("price").divide(7.0)).as("s")).sort("name");
    SessionConfig config = Session.local().memory("64m").spillDirectory(spill);
    for (DataFrame frame : List.of(left.select("price", "name", "kind"), grouped)) {
      List<List<List<@Nullable Object>>> results = new ArrayList<>();
      for (SessionConfig each :
          List.of(config.workers(1), config.workers(4), config.serial(), config.memory("4m"))) {
        try (Session session = each.open()) {
          results.add(rows(frame, session));
          assertThat(session.memory().used()).isZero();
        }
      }
      assertThat(results).allMatch(results.getFirst()::equals);
      assertThat(results.getFirst()).isNotEmpty();
    }
  }

  @Test
  void aStageThatFailsNamesItsLineAndLeavesNothing() {
    DataFrame bad = ITEMS.filter(col("item").mapLong(item -> 1 / (item - 9)).eq(0L));
    DataFrame frame = SALES.join(bad, on("item")).join(SHOPS, on("shop"));
    try (Session session = session(2)) {
      assertThatThrownBy(() -> rows(frame, session))
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("StagedPlanTest.java:");
      assertThat(session.memory().used()).isZero();
    }
  }

  @Test
  void whoWaitsForAStageCanCancelIt() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    DataFrame slow =
        ITEMS.filter(
            col("item")
                .mapLong(
                    item -> {
                      started.countDown();
                      await(ended);
                      return item;
                    })
                .eq(0L));
    DataFrame frame = SALES.join(slow, on("item"));
    try (Session session = session(2)) {
      List<Throwable> thrown = new ArrayList<>();
      Thread waiting =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      rows(frame, session);
                    } catch (CancelledException cancelled) {
                      thrown.add(cancelled);
                    }
                  });
      started.await();
      waiting.interrupt();
      waiting.join();
      ended.countDown();
      assertThat(thrown).hasSize(1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void largePartsAreStagesInAllThatRunsAFrame(@TempDir Path folder) {
    int many = 60_000;
    DataFrame large =
        Frames.of(
                Item.class,
                IntStream.range(0, many).mapToObj(i -> new Item(i, "kind " + i)).toList())
            .toFrame();
    DataFrame frame =
        large
            .select("item", col("kind").as("name"))
            .join(large.filter(col("kind").str().endsWith("9")), on("item"))
            .select("name");
    long expected = many / 10;
    try (Session session = session(2)) {
      assertThat(frame.profile(session).toString())
          .startsWith("stage 1: 6,000 rows, guessed 3,600\n  select item")
          .contains("scan stage 1, 6,000 rows");
      assertThat(frame.count(session)).isEqualTo(expected);
      session.run(
          () -> {
            try (Stream<Table> pieces = frame.stream()) {
              assertThat(
                      pieces
                          .mapToLong(
                              table -> {
                                try (table) {
                                  return table.rows();
                                }
                              })
                          .sum())
                  .isEqualTo(expected);
            }
            String written = folder.resolve("written").toString();
            frame.writeParquet(written);
            assertThat(Frames.readParquet(written).count()).isEqualTo(expected);
          });
      assertThat(session.memory().used()).isZero();
    }
  }

  /** A key has as many values as there were rows before filters; groups were never more. */
  @Test
  void whatComesOutTellsHowManyKeysThereAre() {
    Estimates estimates = new Estimates();
    assertThat(estimates.base(rareItems().plan(), 2)).isEqualTo(200);
    DataFrame groups = SALES.groupBy(col("price").mod(3).as("k")).agg(count().as("n"));
    assertThat(estimates.base(groups.plan(), 3)).isEqualTo(3);
  }

  @Test
  void guessesAreShown() {
    assertThat(SALES.join(rareItems(), on("item")).select("price").explain(Stage.ESTIMATED))
        .isEqualTo(
            """
            select price, about 100 rows, guessed
              inner join on item = item', about 100 rows, guessed
                scan 1,000 of Sale, 2 of 3 columns, about 1,000 rows
                select item as item', about 20 rows, guessed
                  filter item % 100 = 7, about 20 rows, guessed
                    scan 200 of Item, 1 of 2 columns, about 200 rows
            """);
  }
}
