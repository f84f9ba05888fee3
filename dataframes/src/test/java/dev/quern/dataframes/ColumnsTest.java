package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.all;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.cols;
import static dev.quern.dataframes.Frames.exclude;
import static dev.quern.dataframes.Frames.lag;
import static dev.quern.dataframes.Frames.lead;
import static dev.quern.dataframes.Frames.matching;
import static dev.quern.dataframes.Frames.ofType;
import static dev.quern.dataframes.Frames.orderBy;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several columns at a time, and values that are replaced. */
class ColumnsTest extends OrdersOracle {
  @Test
  void oneExpressionOverSeveralColumns() throws SQLException {
    DataFrame frame = readParquet(orders);
    check(
        frame.select(
            "id",
            cols("tax", "amount").each(c -> c.times(2)).prefix("twice "),
            ofType(DType.FLOAT64).each(c -> c.round(1)),
            matching("p.*d").each(Column::not).suffix("_not")),
        "SELECT id, tax * 2, amount * 2, round(price, 1), NOT paid FROM orders");
    DataFrame replaced = frame.withColumns(ofType(DType.INT64, DType.INT32).each(c -> c.plus(1)));
    assertThat(replaced.schema()).isEqualTo(frame.schema());
    check(
        replaced.select("id", "person", "amount", "paid"),
        "SELECT id + 1, person + 1, amount + 1, paid FROM orders");
  }

  @Test
  void choices() {
    DataFrame frame = readParquet(people);
    assertThat(frame.select(all().named(String::toUpperCase)).schema().names())
        .containsExactly("PERSON", "NAME", "CITY");
    assertThat(frame.select(exclude("name")).schema().names()).containsExactly("person", "city");
    assertThat(frame.drop(matching(".*n.*")).schema().names()).containsExactly("city");
    assertThat(frame.rename(Map.of("name", "city", "city", "name")).schema().names())
        .containsExactly("person", "city", "name");
    assertThat(frame.cast(Map.of("person", DType.INT64)).schema().field("person").type())
        .isEqualTo(DType.INT64);
    assertFails(() -> frame.rename(Map.of("nome", "x")), "nome");
    assertFails(() -> frame.select(cols("nome")), "nome");
    assertFails(() -> frame.select(exclude("nome")), "nome");
    assertFails(() -> matching("("), "is no regular expression");
    assertFails(frame::valueCounts, "at least");
  }

  @Test
  void replacedValues() throws SQLException {
    Map<@Nullable String, String> cities = new HashMap<>();
    cities.put(null, "none");
    cities.put("city 1", "one");
    check(
        readParquet(people)
            .select(
                col("city").replace(cities).as("a"),
                col("city").replace(Map.of("city 2", 2, "city 4", 4), null).as("b"),
                col("person").replace(Map.of(3, 30)).as("c")),
        """
        SELECT CASE WHEN city IS NULL THEN 'none' WHEN city = 'city 1' THEN 'one' ELSE city END,
          CASE city WHEN 'city 2' THEN 2 WHEN 'city 4' THEN 4 END,
          CASE person WHEN 3 THEN 30 ELSE person END FROM people
        """);
    Map<Integer, Integer> many =
        IntStream.range(0, 201).boxed().collect(Collectors.toMap(i -> i, i -> i));
    assertFails(() -> col("person").replace(many), "join with a frame");
    Map<Integer, Integer> most =
        IntStream.range(0, 200).boxed().collect(Collectors.toMap(i -> i, i -> -i));
    check(
        readParquet(people).select(col("person").replace(most).as("p")),
        "SELECT -person FROM people");
  }

  @Test
  void rowsThatAreNotThere() throws SQLException {
    Window window = orderBy("id");
    check(
        readParquet(orders)
            .limit(3000)
            .select(
                "id",
                lag("item", 2, "none").over(window).as("lag"),
                lead("amount", 1, col("id")).over(window).as("lead")),
        """
        SELECT id, lag(item, 2, 'none') OVER w, lead(amount, 1, id) OVER w
        FROM (FROM orders LIMIT 3000) WINDOW w AS (ORDER BY id)
        """);
    check(
        readParquet(orders).valueCounts("person", "paid"),
        "SELECT person, paid, count(*) FROM orders GROUP BY ALL");
  }

  private static void assertFails(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(PlanException.class).hasMessageContaining(message);
  }
}
