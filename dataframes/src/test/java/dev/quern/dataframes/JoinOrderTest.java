package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which joins the optimizer makes of which, as plans in text. */
class JoinOrderTest {
  record Sale(int shop, int item, long price) {}

  record Shop(int shop, int town, String name) {}

  record Town(int town, String country) {}

  record Item(int item, String kind) {}

  record Named(String name, long price) {}

  static final DataFrame SALES =
      Frames.of(
              Sale.class,
              IntStream.range(0, 1000).mapToObj(i -> new Sale(i % 50, i % 200, i)).toList())
          .toFrame();
  static final DataFrame SHOPS =
      Frames.of(
              Shop.class,
              IntStream.range(0, 50).mapToObj(i -> new Shop(i, i % 10, "s" + i)).toList())
          .toFrame();
  static final DataFrame TOWNS =
      Frames.of(Town.class, IntStream.range(0, 10).mapToObj(i -> new Town(i, "c" + i % 3)).toList())
          .toFrame();
  static final DataFrame ITEMS =
      Frames.of(
              Item.class, IntStream.range(0, 200).mapToObj(i -> new Item(i, "k" + i % 4)).toList())
          .toFrame();

  @Test
  void theTableIsMadeOfTheSmallerSide() {
    check(
        SHOPS.join(SALES, on("shop")).select("name", "price"),
        """
        select name, price
          inner join on shop' = shop
            select shop as shop', price
              scan 1,000 of Sale, 2 of 3 columns
            scan 50 of Shop, 2 of 3 columns
        """);
  }

  /** A file of text has no row count, and nobody counts the values of texts. */
  @Test
  void smallFilesThatSayNothingAreTables(@TempDir Path folder) throws IOException {
    StringBuilder text = new StringBuilder("name,owner,street\n");
    for (int i = 0; i < 50; i++) {
      text.append("s").append(i).append(",owner ").append(i).append(",street ").append(i % 7);
      text.append('\n');
    }
    Path file = Files.writeString(folder.resolve("owners.csv"), text);
    DataFrame sales =
        Frames.of(
                Named.class,
                IntStream.range(0, 1000).mapToObj(i -> new Named("s" + i % 50, i)).toList())
            .toFrame();
    DataFrame owners = Frames.readCsv(file.toString());
    String plan =
        sales
            .join(owners.select("name", "owner"), on("name"))
            .join(owners.select("name", "street"), on("name"))
            .select("owner", "street", "price")
            .explain();
    assertThat(plan.lines().map(String::strip).filter(line -> line.startsWith("scan")))
        .as(plan)
        .satisfiesExactly(
            first -> assertThat(first).contains("Named"),
            second -> assertThat(second).contains("csv"),
            third -> assertThat(third).contains("csv"));
  }

  @Test
  void selectiveJoinsComeFirst() {
    check(
        SALES
            .join(ITEMS, on("item"))
            .join(SHOPS, on("shop"))
            .join(TOWNS, on("town"))
            .filter(col("country").eq("c1"))
            .select("price", "kind"),
        """
        select price, kind
          inner join on item' = item
            select item as item', kind
              scan 200 of Item
            select item, price
              inner join on shop = shop'
                scan 1,000 of Sale
                select shop'
                  inner join on town = town'
                    select shop as shop', town
                      scan 50 of Shop, 2 of 3 columns
                    select town as town'
                      filter country = 'c1'
                        scan 10 of Town, pruned by country EQUAL c1
        """);
  }

  @Test
  void crossJoinsWithAFilterAreJoins() {
    check(
        SHOPS
            .rename("town", "place")
            .crossJoin(TOWNS)
            .filter(col("place").eq(col("town")).and(col("country").ne("c0")))
            .select("name", "country"),
        """
        select name, country
          inner join on place = town
            select town as place, name
              scan 50 of Shop, 2 of 3 columns
            filter country <> 'c0'
              scan 10 of Town, pruned by country NOT_EQUAL c0
        """);
  }

  @Test
  void crossJoinsWithComparisonsAreJoins() {
    check(
        SHOPS
            .rename("town", "place")
            .crossJoin(TOWNS)
            .filter(
                col("place")
                    .ge(col("town"))
                    .and(col("town").plus(3).gt(col("place")))
                    .and(col("name").ne(col("country"))))
            .select("name", "country"),
        """
        select name, country
          filter name <> country
            inner join on place >= town and (town + 3) > place
              select town as place, name
                scan 50 of Shop, 2 of 3 columns
              scan 10 of Town
        """);
  }

  @Test
  void anOrOverSeveralTablesFiltersEach() {
    check(
        SALES
            .join(ITEMS, on("item"))
            .filter(
                col("price")
                    .lt(5)
                    .and(col("kind").eq("k1"))
                    .or(col("price").gt(900).and(col("kind").eq("k2"))))
            .select("price"),
        """
        select price
          filter ((price < 5 and kind = 'k1') or (price > 900 and kind = 'k2'))
            inner join on item = item'
              filter (price < 5 or price > 900)
                scan 1,000 of Sale, 2 of 3 columns, pruned by (price LESS 5 or price GREATER 900)
              select item as item', kind
                filter (kind = 'k1' or kind = 'k2')
                  scan 200 of Item, pruned by kind IN [k1, k2]
        """);
  }

  @Test
  void whatAllBranchesOfAnOrSayIsSaidOnce() {
    check(
        SALES
            .filter(
                col("shop")
                    .eq(1)
                    .and(col("price").lt(5))
                    .or(col("price").gt(900).and(col("shop").eq(1))))
            .select("price"),
        """
        select price
          filter (shop = 1 and (price < 5 or price > 900))
            scan 1,000 of Sale, 2 of 3 columns, pruned by shop EQUAL 1 and (price LESS 5 or price GREATER 900)
        """);
  }

  @Test
  void semiJoinsWithFewRowsSinkIntoTheSideThatTheyCompare() {
    DataFrame few = ITEMS.filter(col("kind").eq("k1"));
    check(
        SHOPS.join(SALES, on("shop")).join(few, on("item"), Frames.SEMI).select("name", "price"),
        """
        select name, price
          inner join on shop = shop'
            scan 50 of Shop, 2 of 3 columns
            select shop as shop', price
              semi join on item = item
                scan 1,000 of Sale
                select item
                  filter kind = 'k1'
                    scan 200 of Item, pruned by kind EQUAL k1
        """);
  }

  @Test
  void groupsThatAJoinWillNotAskForAreNotMade() {
    DataFrame turnover = SALES.groupBy("item").agg(sum("price").as("turnover"), count().as("n"));
    check(
        ITEMS.filter(col("kind").eq("k1")).join(turnover, on("item")).select("item", "turnover"),
        """
        inner join on item = item'
          select item
            filter kind = 'k1'
              scan 200 of Item, pruned by kind EQUAL k1
          select item as item', turnover
            aggregate by item: sum(price) as turnover
              semi join on item = item
                scan 1,000 of Sale, 2 of 3 columns
                select item
                  filter kind = 'k1'
                    scan 200 of Item, pruned by kind EQUAL k1
        """);
  }

  @Test
  void joinsThatStandTwiceAreComputedOnce() {
    DataFrame sold = SALES.join(ITEMS, on("item")).filter(col("kind").eq("k1"));
    check(
        sold.groupBy("shop")
            .agg(sum("price").as("s"))
            .crossJoin(sold.agg(count().as("n")))
            .select("shop", "s", "n"),
        """
        cross join
          aggregate by shop: sum(price) as s
            shared
              select shop, price
                inner join on item = item'
                  scan 1,000 of Sale
                  select item as item'
                    filter kind = 'k1'
                      scan 200 of Item, pruned by kind EQUAL k1
          aggregate count(*) as n
            shared
              select shop, price
                inner join on item = item'
                  scan 1,000 of Sale
                  select item as item'
                    filter kind = 'k1'
                      scan 200 of Item, pruned by kind EQUAL k1
        """);
  }

  @Test
  void aLargeSideIsAskedForTheFewKeysOfASemiJoinFirst() {
    DataFrame many =
        Frames.of(
                Sale.class,
                IntStream.range(0, 30_000).mapToObj(i -> new Sale(i, i % 7, i)).toList())
            .toFrame();
    DataFrame late = SHOPS.join(many, on("shop").where(col("item").ne(col("town"))), Frames.SEMI);
    check(
        late.select("name"),
        """
        select name
          semi join on shop = shop and item <> town
            shared
              scan 50 of Shop
            semi join on shop = shop
              scan 30,000 of Sale, 2 of 3 columns
              select shop
                shared
                  scan 50 of Shop
        """);
    try (Table table = late.collect()) {
      assertThat(table.rows())
          .isEqualTo(IntStream.range(0, 50).filter(i -> i % 7 != i % 10).count());
    }
  }

  @Test
  void estimatesAreShown() {
    assertThat(SALES.join(ITEMS, on("item")).select("price", "kind").explain(Stage.ESTIMATED))
        .isEqualTo(
            """
            select price, kind, about 1,000 rows
              inner join on item = item', about 1,000 rows
                scan 1,000 of Sale, 2 of 3 columns, about 1,000 rows
                select item as item', kind, about 200 rows
                  scan 200 of Item, about 200 rows
            """);
  }

  @Test
  void theAnswersAreThoseOfTheOrderAsWritten() {
    DataFrame query =
        TOWNS
            .join(SHOPS, on("town"))
            .join(SALES, on("shop"))
            .join(ITEMS, on("item"))
            .filter(col("kind").ne("k3"))
            .groupBy("country")
            .agg(count().as("n"), sum("price").as("s"))
            .sort("country");
    // Of 1000 sales, those whose item mod 4 is not 3; the town of sale i is i mod 10.
    try (Table table = query.collect()) {
      for (int c = 0; c < 3; c++) {
        int country = c;
        List<Integer> sales =
            IntStream.range(0, 1000)
                .filter(i -> i % 4 != 3 && i % 10 % 3 == country)
                .boxed()
                .toList();
        assertThat(table.longs("n")[c]).isEqualTo(sales.size());
        assertThat(table.longs("s")[c]).isEqualTo(sales.stream().mapToLong(i -> i).sum());
      }
    }
  }

  private static void check(DataFrame frame, String expected) {
    assertThat(frame.explain()).isEqualTo(expected);
  }
}
