package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.fromMap;
import static dev.quern.dataframes.Frames.on;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Verbs that look at their rows twice and read them once. */
class ReadOnceTest {
  private static final int SPLITS = 5;
  private static final int ROWS = 10;

  private final AtomicInteger opened = new AtomicInteger();

  /* The numbers n from `first` on, and 2 n. */
  private DataFrame numbers(long first, String twice) {
    Schema schema = Schema.of(Field.of("n", DType.INT64), Field.of(twice, DType.INT64));
    return fromMap(
        IntStream.range(0, SPLITS).boxed().toList(),
        schema,
        split -> {
          opened.incrementAndGet();
          long begin = first + (long) split * ROWS;
          return Map.of(
              "n",
              LongStream.range(begin, begin + ROWS).toArray(),
              twice,
              LongStream.range(begin, begin + ROWS).map(n -> 2 * n).toArray());
        });
  }

  private List<List<@Nullable Object>> rows(DataFrame frame) {
    opened.set(0);
    try (Session session = Session.local().workers(2).memory("256m").open();
        Table table = frame.collect(session)) {
      return AnyMemory.exact(table);
    }
  }

  @Test
  void unpivot() {
    List<List<@Nullable Object>> rows =
        rows(numbers(0, "twice").unpivot(List.of("n"), List.of("twice", "n")));
    assertThat(opened).hasValue(SPLITS);
    assertThat(rows)
        .hasSize(2 * SPLITS * ROWS)
        .startsWith(
            List.of(0L, "twice", 0L),
            List.of(0L, "n", 0L),
            List.of(1L, "twice", 2L),
            List.of(1L, "n", 1L));
  }

  @Test
  void rightJoin() {
    List<List<@Nullable Object>> rows =
        rows(numbers(0, "a").rightJoin(numbers(25, "b"), on("n")).sort("n"));
    assertThat(opened).hasValue(2 * SPLITS);
    assertThat(rows).hasSize(50).startsWith(List.of(25L, 50L, 50L));
    assertThat(rows.getLast()).containsExactly(74L, null, 148L);
  }

  @Test
  void fullJoin() {
    DataFrame joined = numbers(0, "a").fullJoin(numbers(25, "b"), on("n"));
    List<List<@Nullable Object>> rows = rows(joined.sort("n"));
    assertThat(opened).hasValue(2 * SPLITS);
    assertThat(rows).hasSize(75).contains(List.of(30L, 60L, 60L));
    assertThat(rows.getFirst()).containsExactly(0L, 0L, null);
    assertThat(rows.getLast()).containsExactly(74L, null, 148L);
    assertThat(rows(joined.filter(col("n").ge(70)))).hasSize(5);
    assertThat(rows(joined.select("b"))).hasSize(75);
    assertThat(opened).hasValue(2 * SPLITS);
  }
}
