package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.fromMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Session;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a table is read for its first rows, where nothing tells how many pass a filter. */
class LimitReadsTest {
  private static final int SPLITS = 1000;
  private static final int ROWS = 10;
  private static final Schema SCHEMA = Schema.of(Field.of("n", DType.INT64));

  private final AtomicInteger opened = new AtomicInteger();
  private final DataFrame numbers =
      fromMap(IntStream.range(0, SPLITS).boxed().toList(), SCHEMA, this::piece);

  /* Nobody knows how many rows an input gives. */
  private Map<String, long[]> piece(int number) {
    opened.incrementAndGet();
    return Map.of("n", LongStream.range((long) number * ROWS, (number + 1L) * ROWS).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aFewSplitsAreReadForAFewRows(int workers) {
    assertThat(first(numbers.filter(col("n").ge(0)).limit(5), workers))
        .isEqualTo(LongStream.range(0, 5).toArray());
    assertThat(opened).hasValueLessThanOrEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void splitsAreReadUntilThereAreEnoughRows(int workers) {
    assertThat(first(numbers.filter(col("n").ge(300)).slice(2, 7), workers))
        .isEqualTo(LongStream.range(302, 309).toArray());
    assertThat(opened).hasValueLessThanOrEqualTo(8 + 32);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void allSplitsAreReadWhereThereAreTooFew(int workers) {
    assertThat(first(numbers.filter(col("n").ge(SPLITS * ROWS - 3)).limit(5), workers))
        .isEqualTo(LongStream.range(SPLITS * ROWS - 3, SPLITS * ROWS).toArray());
    assertThat(opened).hasValue(SPLITS);
  }

  private static long[] first(DataFrame frame, int workers) {
    try (Session session = Session.local().workers(workers).open();
        Table table = frame.collect(session)) {
      return table.longs("n");
    }
  }
}
