package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.scheduler.Tasks.compute;
import static dev.quern.scheduler.Tasks.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Delayed;
import dev.quern.scheduler.Results;
import dev.quern.scheduler.Session;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTogetherTest {
  private record Row(long id, double price) {}

  private static final List<Row> ROWS = List.of(new Row(1, 2.5), new Row(2, 5), new Row(3, 7.5));

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void framesAndCallsOfMethodsAreOneRun(int workers) {
    try (Session session = Session.local().workers(workers).memory("64m").open()) {
      DataFrame all = Frames.of(Row.class, ROWS).toFrame();
      DataFrame dear = all.filter(col("price").gt(3));
      Delayed<Long> rows = delayed(Table::rows, dear);
      Delayed<Double> total =
          delayed((table, count) -> table.doubles("price")[0] * count, dear, rows);

      try (Results results = compute(session, dear, rows, total)) {
        assertThat(results.of(dear).rows()).isEqualTo(2);
        long counted = results.of(rows);
        assertThat(counted).isEqualTo(2);
        assertThat(results.of(total)).isEqualTo(10.0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aCallMayReturnTheTableItWasGiven(int workers) {
    try (Session session = Session.local().workers(workers).memory("64m").open()) {
      DataFrame all = Frames.of(Row.class, ROWS).toFrame();

      try (Table same = delayed(table -> table, all).compute(session)) {
        assertThat(same.rows()).isEqualTo(3);
      }
    }
  }
}
