package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.join.JoinKind;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Joins in which nulls are equal to each other. */
class NullSafeJoinTest extends OrdersOracle {
  private static DataFrame few() {
    return readParquet(orders).filter(col("id").lt(300)).select("id", "person", "day", "paid");
  }

  private static final String FEW = "(SELECT id, person, day, paid FROM orders WHERE id < 300)";

  @ParameterizedTest
  @CsvSource({"INNER,INNER", "LEFT,LEFT", "RIGHT,RIGHT", "FULL,FULL OUTER"})
  void pairsOfEveryKind(String kind, String sql) throws SQLException {
    JoinOn on = on("person").nullSafe();
    DataFrame right = readParquet(people).filter(col("city").ne("city 2"));
    DataFrame joined =
        switch (kind) {
          case "RIGHT" -> few().rightJoin(right, on);
          case "FULL" -> few().fullJoin(right, on);
          default -> few().join(right, on, JoinKind.valueOf(kind));
        };
    assertThat(joined.schema().names())
        .containsExactly("id", "person", "day", "paid", "name", "city");
    check(
        joined,
        """
        SELECT id, coalesce(f.person, p.person), day, paid, name, city FROM %s f
        %s JOIN (FROM people WHERE city <> 'city 2') p ON f.person IS NOT DISTINCT FROM p.person
        """
            .formatted(FEW, sql));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void existence(boolean exists) throws SQLException {
    DataFrame right = readParquet(people).filter(col("person").isNull().or(col("person").lt(20)));
    JoinOn on = on("person").nullSafe();
    check(
        exists ? few().semiJoin(right, on) : few().antiJoin(right, on),
        """
        FROM %s f WHERE %s (FROM people p
          WHERE (p.person IS NULL OR p.person < 20) AND f.person IS NOT DISTINCT FROM p.person)
        """
            .formatted(FEW, exists ? "EXISTS" : "NOT EXISTS"));
  }

  @Test
  void keysOfEveryTypeOneOfThemAsUsual() throws SQLException {
    for (String key : new String[] {"amount", "price", "item", "day", "tax", "paid"}) {
      DataFrame left = readParquet(orders).limit(200).select("id", "moment", key);
      DataFrame right =
          readParquet(orders)
              .limit(150)
              .select(col("id").as("other"), col(key).as("key"), "moment");
      check(
          left.join(right, on(key, "key").nullSafe().and("moment")),
          """
          SELECT l.id, l.moment, l.%1$s, r.id FROM (FROM orders LIMIT 200) l
          JOIN (FROM orders LIMIT 150) r
          ON l.%1$s IS NOT DISTINCT FROM r.%1$s AND l.moment = r.moment
          """
              .formatted(key));
    }
  }

  @Test
  void conditionsAreFoundToBeKeys() throws SQLException {
    DataFrame right = readParquet(people).select(col("person").as("number"), "name");
    DataFrame joined =
        few()
            .leftJoin(
                right,
                on(
                    col("number")
                        .eqNullSafe(col("person").plus(1))
                        .and(col("name").str().length().gt(col("id").mod(30)))));
    check(
        joined,
        """
        SELECT f.*, p.person, name FROM %s f LEFT JOIN people p
        ON p.person IS NOT DISTINCT FROM f.person + 1 AND length(name) > id %% 30
        """
            .formatted(FEW));
    assertThat(joined.explain(Stage.LOGICAL)).contains("#left null 1 = #right null 1");
  }

  @Test
  void typesThatCannotMeet() {
    assertThatThrownBy(() -> few().join(readParquet(people), on("day", "person").nullSafe()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("cannot join day");
  }
}
