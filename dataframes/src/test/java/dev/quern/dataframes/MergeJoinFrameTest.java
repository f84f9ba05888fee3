package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.ANTI;
import static dev.quern.dataframes.Frames.INNER;
import static dev.quern.dataframes.Frames.LEFT;
import static dev.quern.dataframes.Frames.SEMI;
import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.nullOf;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Joins of two sides that are sorted by the keys. */
class MergeJoinFrameTest {
  private static final DataFrame SALES = JoinOrderTest.SALES;
  private static final DataFrame SHOPS = JoinOrderTest.SHOPS;

  private static void check(DataFrame frame, String plan) {
    assertThat(frame.explain()).isEqualTo(plan);
  }

  @Test
  void sortedSidesAreMerged() {
    check(
        SALES
            .sort("shop", "price")
            .join(SHOPS.sort("shop"), on("shop"), LEFT)
            .select("price", "name"),
        """
        select price, name
          left merge join on shop = shop
            sort by shop, price
              scan 1,000 of Sale, 2 of 3 columns
            sort by shop
              scan 50 of Shop, 2 of 3 columns
        """);
  }

  @Test
  void otherOrdersAreNotMerged() {
    DataFrame sales = SALES.sort("shop", "item");
    DataFrame shops = SHOPS.sort("shop");
    assertThat(sales.join(shops, on("shop"), SEMI).explain()).contains("semi merge join");
    for (DataFrame other :
        List.of(
            sales.join(SHOPS, on("shop"), LEFT),
            sales.join(SHOPS.sort(desc("shop")), on("shop"), LEFT),
            sales.join(SHOPS.sort(asc("shop").nullsFirst()), on("shop"), LEFT),
            sales.join(SHOPS.sort("name"), on("shop"), LEFT),
            sales.join(shops.limit(7), on("shop"), LEFT),
            SALES.sort("item").join(SALES.sort("item", "shop"), on("shop").and("item"), LEFT))) {
      assertThat(other.explain()).doesNotContain("merge join").contains("left join");
    }
  }

  /** Some 5,000 and 3,000 rows of several partitions; keys with nulls, NaN and zeros. */
  private static DataFrame rows(long to, long step, String name) {
    DataFrame ids =
        Frames.range(0, to / 3, step)
            .union(Frames.range(to / 3, to / 2))
            .union(Frames.range(to / 2, to));
    return ids.select(
        when(col("id").mod(11).eq(3))
            .then(nullOf(DType.FLOAT64))
            .when(col("id").mod(13).eq(0))
            .then(lit(Double.NaN))
            .when(col("id").mod(7).eq(1))
            .then(lit(-0.0))
            .otherwise(col("id").times(7919).mod(701).cast(DType.FLOAT64))
            .as("x"),
        col("id").times(31).mod(5).cast(DType.UTF8).as("k"),
        col("id").as(name));
  }

  private static List<List<@Nullable Object>> rows(DataFrame frame, int workers, String memory) {
    try (Session session = Session.local().workers(workers).memory(memory).open();
        Table table = frame.collect(session)) {
      return AnyMemory.exact(table);
    }
  }

  private static DataFrame sorted(DataFrame frame, boolean merged, Object... keys) {
    DataFrame sorted = frame.sort(keys);
    // What is cut off is in order too, but is not merged.
    return merged ? sorted : sorted.limit(1L << 40);
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void rowsAreThoseOfAJoinByATable(JoinKind kind) {
    DataFrame left = rows(5000, 1, "l");
    DataFrame right = rows(3000, 2, "r");
    List<DataFrame> merged = new ArrayList<>();
    List<DataFrame> byTable = new ArrayList<>();
    for (boolean merge : new boolean[] {true, false}) {
      List<DataFrame> to = merge ? merged : byTable;
      to.add(
          sorted(left, merge, "k", asc("x").nullsFirst())
              .join(
                  sorted(right, merge, "k", asc("x").nullsFirst(), desc("r")),
                  on("x").and("k"),
                  kind));
      to.add(
          sorted(left, merge, desc("x"), asc("l"))
              .join(sorted(right.filter(col("r").mod(3).eq(0)), merge, desc("x")), on("x"), kind));
    }
    for (int i = 0; i < merged.size(); i++) {
      assertThat(merged.get(i).explain()).contains(" merge join on");
      assertThat(byTable.get(i).explain()).doesNotContain("merge join");
      List<List<@Nullable Object>> rows = rows(byTable.get(i), 2, "1g");
      assertThat(rows(merged.get(i), 1, "1g")).isEqualTo(rows);
      assertThat(rows(merged.get(i), 3, "24m")).isEqualTo(rows);
    }
  }

  /** More than 32 MiB on each side, which is what a part has. */
  @ParameterizedTest
  @EnumSource(names = {"LEFT", "ANTI"})
  void sidesAreCutIntoPartsByTheSameKeys(JoinKind kind) {
    DataFrame left = wide(80_000, "l").sort("k", "l0");
    DataFrame right = wide(62_000, "r").sort("k");
    List<Object> columns = new ArrayList<>(List.of("k", "l0", "l29"));
    if (kind.hasBuildColumns()) {
      columns.add("r0");
    }
    DataFrame merged = left.join(right, on("k"), kind).select(columns.toArray());
    DataFrame byTable = left.join(wide(62_000, "r"), on("k"), kind).select(columns.toArray());
    assertThat(merged.explain()).contains("merge join");
    assertThat(merged.lazyChunks().size()).isEqualTo(4);
    assertThat(rows(merged, 2, "96m"))
        .hasSizeGreaterThan(10_000)
        .isEqualTo(rows(byTable, 2, "96m"));
  }

  private static DataFrame wide(long rows, String name) {
    List<Object> columns = new ArrayList<>();
    columns.add(col("id").times(7919).mod(200_003).as("k"));
    for (int i = 0; i < 60; i++) {
      columns.add(col("id").plus(i).as(name + i));
    }
    // What other tasks compute may be any size, so it may be cut into parts.
    DataFrame first = Frames.range(0, rows / 2).limit(rows);
    return first.union(Frames.range(rows / 2, rows).limit(rows)).select(columns.toArray());
  }

  @Test
  void groupsOfMergedRows() {
    DataFrame joined = SALES.sort("shop").join(SHOPS.sort("shop"), on("shop"), INNER);
    assertThat(joined.groupBy("name").agg(count().as("n")).explain()).doesNotContain("sort by");
    assertThat(SALES.sort("shop").join(SHOPS.sort("shop"), on("shop"), ANTI).count()).isZero();
  }
}
