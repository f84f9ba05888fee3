package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans as text, after the optimizer. */
class FrameOptimizerTest {
  record Order(long id, long person, double price, String item) {}

  record Tagged(long id, List<String> tags, long person) {}

  record Person(long person, String name, String city) {}

  private static final DataFrame ORDERS = Frames.of(Order.class, List.of()).toFrame();
  private static final DataFrame PEOPLE = Frames.of(Person.class, List.of()).toFrame();

  @Test
  void filtersSinkThroughProjectionsAndPruneTheScan() {
    check(
        ORDERS
            .withColumn("twice", col("price").times(2))
            .rename("item", "what")
            .filter(col("what").eq("tea").and(col("twice").gt(3)))
            .select("id", "twice"),
        """
        filter twice > 3.0
          select id, price * 2.0 as twice
            filter item = 'tea'
              scan 0 of Order, 3 of 4 columns, pruned by item EQUAL tea
        """);
  }

  @Test
  void comparisonsOfBothSidesAreConditionsOfTheirJoin() {
    DataFrame limits =
        PEOPLE.select(col("person"), col("city"), col("person").times(10).as("least"));
    check(
        ORDERS
            .join(limits, on("person"))
            .filter(col("id").gt(col("least")).and(col("item").ne(col("city"))))
            .select("id", "city"),
        """
        select id, city
          filter item <> city
            inner join on person = person' and id > least
              scan 0 of Order, 3 of 4 columns
              select person as person', city, person * 10 as least
                scan 0 of Person, 2 of 3 columns
        """);
  }

  @Test
  void whereARowHasOnePartnerAComparisonStaysAFilter() {
    Order order = new Order(1, 7, 2.5, "tea");
    DataFrame orders = Frames.of(Order.class, List.of(order, order, order)).toFrame();
    DataFrame means = orders.groupBy("person").agg(mean("price").as("mean"));
    check(
        orders.join(means, on("person")).filter(col("price").lt(col("mean"))).select("id"),
        """
        select id
          filter price < mean
            inner join on person = person'
              scan 3 of Order, 3 of 4 columns
              select person as person', mean
                aggregate by person: mean(price) as mean
                  scan 3 of Order, 2 of 4 columns
        """);
  }

  @Test
  void manyConstantsPruneTheScanByTheirRange() {
    check(
        ORDERS.filter(col("id").in(7, 3, 9, 5, 11, 8, 4)).select("item"),
        """
        select item
          filter id in [7, 3, 9, 5, 11, 8, 4]
            scan 0 of Order, 2 of 4 columns, pruned by id IN [7, 3, 9, 5, 11, 8, 4]
        """);
  }

  @Test
  void orsPruneTheScanWhereEveryBranchDoes() {
    check(
        ORDERS
            .filter(col("item").eq("tea").and(col("price").gt(2.5)).or(col("id").eq(7)))
            .select("item"),
        """
        select item
          filter ((item = 'tea' and price > 2.5) or id = 7)
            scan 0 of Order, 3 of 4 columns, pruned by (item EQUAL tea and price GREATER 2.5 or id EQUAL 7)
        """);
    check(
        ORDERS.filter(col("item").eq("tea").or(col("price").times(2).gt(3.0))).select("item"),
        """
        select item
          filter (item = 'tea' or price * 2.0 > 3.0)
            scan 0 of Order, 2 of 4 columns
        """);
  }

  @Test
  void filtersSinkIntoTheSideOfAJoinThatTheyRead() {
    check(
        ORDERS
            .join(PEOPLE, on("person"))
            .filter(col("price").gt(1).and(col("city").eq("Oslo")).and(col("name").ne(col("item"))))
            .select("id", "name"),
        """
        select id, name
          filter name <> item
            inner join on person = person'
              select id, person, item
                filter price > 1.0
                  scan 0 of Order, pruned by price GREATER 1.0
              select person as person', name
                filter city = 'Oslo'
                  scan 0 of Person, pruned by city EQUAL Oslo
        """);
    // The right side of a left join must keep its rows: without partners they become nulls.
    check(
        ORDERS.join(PEOPLE, on("person"), Frames.LEFT).filter(col("city").isNull()).select("id"),
        """
        select id
          filter city is null
            left join on person = person
              scan 0 of Order, 2 of 4 columns
              scan 0 of Person, 2 of 3 columns
        """);
  }

  @Test
  void filtersThatDoNotReadElementsGoBeforeExplode() {
    DataFrame tagged = Frames.of(Tagged.class, List.of()).toFrame();
    check(
        tagged
            .explode("tags")
            .filter(col("tags").eq("new").and(col("id").gt(5)))
            .select("tags", "id"),
        """
        select tags, id
          filter tags = 'new'
            explode tags
              filter id > 5
                scan 0 of Tagged, 2 of 3 columns, pruned by id GREATER 5
        """);
    // How many rows there are depends on lists that nobody else reads.
    check(
        tagged.explodeNonEmpty("tags").filter(col("tags").isNull()).select("person"),
        """
        select person
          filter tags is null
            explode tags, not empty
              scan 0 of Tagged, 2 of 3 columns
        """);
  }

  @Test
  void conditionsOfOneSideOfAJoinFilterThatSide() {
    check(
        ORDERS
            .join(
                PEOPLE,
                on("person")
                    .where(col("city").ne("Oslo").and(col("price").gt(1)))
                    .where(col("item").ne(col("name"))),
                Frames.SEMI)
            .select("id"),
        """
        select id
          semi join on person = person and item <> name
            select id, person, item
              filter price > 1.0
                scan 0 of Order, pruned by price GREATER 1.0
            select person, name
              filter city <> 'Oslo'
                scan 0 of Person, pruned by city NOT_EQUAL Oslo
        """);
    // A left row that does not meet it has no partner, and comes out all the same.
    check(
        ORDERS
            .join(PEOPLE, on("person").where(col("price").gt(1)), Frames.LEFT)
            .select("id", "city"),
        """
        select id, city
          left join on person = person and price > 1.0
            scan 0 of Order, 3 of 4 columns
            scan 0 of Person, 2 of 3 columns
        """);
  }

  @Test
  void filtersOnKeysSinkBelowAggregates() {
    check(
        ORDERS
            .groupBy("item")
            .agg(count().as("n"), sum("price").as("s"))
            .filter(col("item").ne("tea").and(col("n").gt(1)))
            .select("item", "n"),
        """
        filter n > 1
          aggregate by item: count(*) as n
            filter item <> 'tea'
              scan 0 of Order, 1 of 4 columns, pruned by item NOT_EQUAL tea
        """);
  }

  @Test
  void limitsAndSortsBecomeTops() {
    check(
        ORDERS.sort(desc("price"), asc("id")).limit(10).limit(3).select("id"),
        """
        select id
          top 3 by price desc, id
            scan 0 of Order, 2 of 4 columns
        """);
    check(
        ORDERS.withColumn("x", col("id").plus(1)).limit(5),
        """
        select id, person, price, item, (id + 1) as x
          limit 5
            scan 0 of Order
        """);
  }

  @Test
  void constantsFoldAndFiltersThatKeepEverythingGo() {
    check(
        ORDERS
            .filter(lit(1).plus(1).eq(2).and(col("id").gt(lit(6L).times(7L))))
            .filter(lit(true))
            .select("id"),
        """
        filter id > 42
          scan 0 of Order, 1 of 4 columns, pruned by id GREATER 42
        """);
  }

  @Test
  void unionsAreFilteredAndNarrowedOnEachSide() {
    check(
        ORDERS.union(ORDERS).filter(col("id").lt(5)).select("item"),
        """
        union of 2
          select item
            filter id < 5
              scan 0 of Order, 2 of 4 columns, pruned by id LESS 5
          select item
            filter id < 5
              scan 0 of Order, 2 of 4 columns, pruned by id LESS 5
        """);
  }

  private static void check(DataFrame frame, String expected) {
    assertThat(frame.explain()).isEqualTo(expected);
  }
}
