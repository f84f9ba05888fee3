package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.scheduler.Tasks.compute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.JoinOrderTest.Sale;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Persisted;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that are built on persisted ones, and on tables. */
class PersistedFrameTest {
  private final AtomicInteger calls = new AtomicInteger();

  /** Sales with a column that counts how often it is computed. */
  private DataFrame counted() {
    return JoinOrderTest.SALES.withColumn(
        "twice",
        col("price")
            .mapLong(
                price -> {
                  calls.incrementAndGet();
                  return 2 * price;
                }));
  }

  private static List<List<@Nullable Object>> rows(DataFrame frame, Session session) {
    try (Table table = frame.collect(session)) {
      return AnyMemory.exact(table);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"64m", "1m"})
  void framesOnTopReadWhatIsKept(String memory, @TempDir Path folder) {
    DataFrame base = counted();
    try (Session session = Session.local().workers(2).memory(memory).open();
        Session other = Session.local().workers(1).memory("64m").open()) {
      List<DataFrame> onTop =
          List.of(
              base,
              base.filter(col("twice").gt(1000)).select("shop"),
              base.groupBy("shop").agg(sum("twice").as("s")).sort("shop"),
              base.join(JoinOrderTest.ITEMS, on("item")).select("kind", "twice"),
              base.join(base.select("item", col("twice").as("again")), on("item")),
              base.limit(5));
      List<List<List<@Nullable Object>>> expected =
          onTop.stream().map(frame -> rows(frame, other)).toList();
      calls.set(0);
      try (Persisted<Table> kept = session.persist(base)) {
        assertThat(calls).hasValue(1000);
        for (int i = 0; i < onTop.size(); i++) {
          assertThat(rows(onTop.get(i), session)).isEqualTo(expected.get(i));
        }
        assertThat(onTop.get(1).count(session)).isEqualTo(expected.get(1).size());
        session.run(
            () -> {
              base.writeParquet(folder.resolve("written").toString());
              try (var tables = base.filter(col("item").lt(3)).stream()) {
                tables.forEach(Table::close);
              }
              var both = compute(base.agg(count().as("n")), kept);
              try (Table n = both.first();
                  Table all = both.second()) {
                assertThat(n.longs("n")).containsExactly(all.rows());
              }
            });
        try (Persisted<Table> more = session.persist(onTop.get(2))) {
          assertThat(more.toString()).contains("aggregate");
          assertThat(rows(onTop.get(2).limit(1), session)).hasSize(1);
        }
        assertThat(calls).as("calls").hasValue(1000);
        assertThat(rows(onTop.get(1), other)).isEqualTo(expected.get(1));
        assertThat(calls).as("in another session").hasValueGreaterThan(1000);
      }
      calls.set(0);
      assertThat(rows(base, session)).isEqualTo(expected.getFirst());
      assertThat(calls).as("given up").hasValue(1000);
      assertThat(session.memory().used()).isZero();
    }
  }

  @Test
  void whatIsKeptIsPlannedWithByItsRows() {
    DataFrame few = JoinOrderTest.SALES.filter(col("price").mod(500).ge(498));
    DataFrame query = JoinOrderTest.SHOPS.join(few, on("shop")).select("name", "price");
    try (Session session = Session.local().workers(1).memory("64m").open();
        Persisted<Table> kept = session.persist(few)) {
      assertThat(kept.lazyChunks().size()).isEqualTo(1);
      assertThat(query.profile(session).plan())
          .isEqualTo(
              """
              select name, price
                inner join on shop = shop'
                  scan 50 of Shop, 2 of 3 columns
                  select shop as shop', price
                    scan persisted, 4 rows, 2 of 3 columns
              """);
    }
  }

  @Test
  void aTableTellsAboutItsValues() {
    List<Sale> sales =
        IntStream.range(0, 100_000)
            .mapToObj(i -> new Sale(i % 64, i / 4, i % 2 == 0 ? i : -1))
            .toList();
    DataFrame frame = Frames.of(Sale.class, sales).toFrame();
    DataFrame named = frame.withColumn("name", col("shop").cast(DType.UTF8));
    try (Table table = named.collect()) {
      assertThat(table.statistics("shop").distinct()).isBetween(60.0, 70.0);
      assertThat(table.statistics("shop").least()).isZero();
      assertThat(table.statistics("shop").greatest()).isEqualTo(63);
      assertThat(table.statistics("name").distinct()).isBetween(60.0, 70.0);
      assertThat(table.statistics("item").distinct()).isBetween(15_000.0, 100_000.0);
      assertThat(table.statistics("price").distinct()).isBetween(40_000.0, 60_000.0);
      assertThat(table.toFrame().groupBy("name").agg(count().as("n")).explain(Stage.ESTIMATED))
          .isEqualTo(
              """
              aggregate by name: count(*) as n, about 64 rows
                scan memory, 100,000 rows, 1 of 4 columns, about 100,000 rows
              """);
    }
    try (Table none = named.limit(0).collect()) {
      assertThat(none.statistics("shop").distinct()).isNaN();
    }
  }
}
