package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.QuernException;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Functions that users give to frames. */
class UserFunctionTest {
  record Reading(String name, int count, long total, double value, LocalDate day) {}

  private static final List<Reading> READINGS =
      IntStream.range(0, 3000)
          .mapToObj(
              i ->
                  new Reading(
                      "Name " + i % 7, i % 100, 1L << i % 40, i / 8.0, LocalDate.EPOCH.plusDays(i)))
          .toList();

  private static List<List<@Nullable Object>> rows(DataFrame frame, int workers) {
    try (Session session = Session.local().workers(workers).memory("256m").open();
        Table table = frame.collect(session)) {
      return DuckOracle.rows(table);
    }
  }

  @Test
  void everyKindOfValue() {
    int offset = 3;
    DataFrame frame =
        Frames.of(Reading.class, READINGS)
            .toFrame()
            .select(
                col("total").mapLong(n -> n + offset).as("a"),
                col("count").mapInt(n -> n * n).as("b"),
                col("value").mapDouble(x -> x < 100 ? x : -x).as("c"),
                col("name").mapString(s -> s.toUpperCase(Locale.ROOT)).as("d"),
                col("name").mapText((text, length, out) -> out.append(text, 5, length)).as("e"),
                map(
                        DType.INT64,
                        (in, out) -> {
                          if (in.day(3) % 2 == 0) {
                            out.setNull();
                          } else {
                            out.set(in.integer(0) * in.length(1) + (long) in.real(2));
                          }
                        },
                        col("count"),
                        col("name"),
                        col("value"),
                        col("day"))
                    .as("f"));
    List<List<@Nullable Object>> one = rows(frame, 1);
    assertThat(rows(frame, 3)).isEqualTo(one);
    for (int i = 0; i < READINGS.size(); i++) {
      Reading r = READINGS.get(i);
      assertThat(one.get(i).subList(0, 5))
          .containsExactly(
              r.total + offset,
              (long) r.count * r.count,
              r.value < 100 ? r.value : -r.value,
              r.name.toUpperCase(Locale.ROOT),
              r.name.substring(5));
    }
  }

  @Test
  void whatAFunctionThrowsNamesIt() {
    DataFrame frame =
        Frames.of(Reading.class, READINGS)
            .toFrame()
            .select(col("total").mapLong(n -> Math.toIntExact(n)).as("a"));
    assertThatThrownBy(() -> rows(frame, 2))
        .isInstanceOf(QuernException.class)
        .hasRootCauseInstanceOf(ArithmeticException.class)
        .hasMessageContaining("given to map failed")
        .hasMessageContaining("integer overflow")
        .hasMessageContaining("map(total)");
  }

  @Test
  void typesAreCheckedAtTheCall() {
    DataFrame frame = Frames.of(Reading.class, READINGS).toFrame();
    assertThatThrownBy(() -> frame.select(col("name").mapLong(n -> n).as("a")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("map needs an integer, but name is utf8");
  }
}
