package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.coalesce;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.on;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Filters that follow from others: as plans, and by their rows. */
class InferredFiltersTest {
  record Order(long id, long person, double price) {}

  record Person(long person, String name, @Nullable Long boss) {}

  record Visit(long person, long page) {}

  private static final List<Order> ORDERS =
      List.of(new Order(1, 7, 2.5), new Order(2, 8, 1.5), new Order(3, 9, 4), new Order(4, 7, 1));
  private static final List<Person> PEOPLE =
      List.of(new Person(7, "Ada", null), new Person(8, "Grace", 7L), new Person(6, "Alan", 8L));
  private static final List<Visit> VISITS =
      List.of(new Visit(7, 70), new Visit(8, 80), new Visit(7, 71));

  private final DataFrame orders = Frames.of(Order.class, ORDERS).toFrame();
  private final DataFrame people = Frames.of(Person.class, PEOPLE).toFrame();
  private final DataFrame visits = Frames.of(Visit.class, VISITS).toFrame();

  @Test
  void whatIsTrueOfAKeyIsTrueOfItsEqual() {
    check(
        orders.filter(col("person").lt(8)).leftJoin(people, on("person")).select("id", "name"),
        """
        select id, name
          left join on person = person
            filter person < 8
              scan 4 of Order, 2 of 3 columns, pruned by person LESS 8
            filter person < 8
              scan 3 of Person, 2 of 3 columns, pruned by person LESS 8
        """,
        "[1, Ada]",
        "[4, Ada]");
    check(
        orders.antiJoin(people.filter(col("person").lt(8)), on("person")).select("id"),
        """
        select id
          anti join on person = person
            scan 4 of Order, 2 of 3 columns
            filter person < 8
              scan 3 of Person, 1 of 3 columns, pruned by person LESS 8
        """,
        "[2]",
        "[3]");
  }

  @Test
  void itReachesAllThatIsJoinedByThatKey() {
    DataFrame joined =
        orders
            .join(people, on("person"))
            .join(visits.filter(col("person").in(7, 6)), on("person"))
            .select("id", "name", "page");

    assertThat(joined.explain())
        .contains(
            "scan 4 of Order, 2 of 3 columns, pruned by person IN [7, 6]",
            "scan 3 of Person, 2 of 3 columns, pruned by person IN [7, 6]",
            "scan 3 of Visit, pruned by person IN [7, 6]");
    rows(joined, "[1, Ada, 70]", "[1, Ada, 71]", "[4, Ada, 70]", "[4, Ada, 71]");
  }

  @Test
  void aLeftJoinWhoseLonelyRowsAreFilteredOutIsInner() {
    check(
        orders
            .leftJoin(people, on("person"))
            .filter(col("name").str().startsWith("G").or(col("boss").plus(1).gt(7)))
            .select("id", "name"),
        """
        select id, name
          inner join on person = person'
            scan 4 of Order, 2 of 3 columns
            select person as person', name
              filter (name starts with 'G' or (boss + 1) > 7)
                scan 3 of Person
        """,
        "[2, Grace]");
    // A coalesced null may pass.
    DataFrame kept =
        orders
            .leftJoin(people, on("person"))
            .filter(coalesce(col("boss"), lit(7L)).eq(7))
            .select("id");
    assertThat(kept.explain()).contains("left join");
    rows(kept, "[1]", "[2]", "[3]", "[4]");
  }

  @Test
  void whatIsNeverTrueIsNotRead() {
    check(
        orders.filter(lit(1).gt(2)).join(people, on("person")).select("id", "name"),
        """
        scan no rows
        """);
    DataFrame none = orders.filter(lit(false));
    assertThat(none.union(orders).explain()).isEqualTo("scan 4 of Order\n");
    rows(none.groupBy("person").agg(count().as("n")));
    rows(none.agg(count().as("n")), "[0]");
  }

  private static void check(DataFrame frame, String plan, String... rows) {
    assertThat(frame.explain()).isEqualTo(plan);
    rows(frame, rows);
  }

  private static void rows(DataFrame frame, String... rows) {
    try (Session session = Session.local().workers(2).open();
        Table table = frame.collect(session)) {
      List<String> actual = new ArrayList<>();
      for (long row = 0; row < table.rows(); row++) {
        long at = row;
        actual.add(
            table.schema().names().stream().map(name -> table.get(at, name)).toList().toString());
      }
      assertThat(actual).containsExactlyInAnyOrder(rows);
    }
  }
}
