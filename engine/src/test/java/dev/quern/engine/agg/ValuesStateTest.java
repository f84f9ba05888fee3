package dev.quern.engine.agg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.TempSpillSpace;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quantiles, modes and distinct sums beside plain Java's, in memory and on disk. */
@ExtendWith(LeakCheck.class)
class ValuesStateTest {
  private static final Schema ROWS =
      Schema.of(Field.of("k", DType.INT32), Field.of("v", DType.INT64));
  private static final int COUNT = 200_000;

  /** How the values of the rows follow each other. */
  enum Course {
    RANDOM,
    /** What is in memory when the disk is first used is nothing like the rest. */
    RISING,
    EQUAL,
    /** A file of one value, between others. */
    MOSTLY_EQUAL;

    IntToLongFunction values(SplittableRandom random) {
      return switch (this) {
        case RANDOM -> _ -> random.nextLong();
        case RISING -> row -> row / 3;
        case EQUAL -> _ -> 42;
        case MOSTLY_EQUAL -> row -> row < 70_000 ? row : random.nextInt(9) == 0 ? -row : 90_000;
      };
    }
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void valuesOnDiskGiveWhatValuesInMemoryGive(Course course, MemoryBudget budget) {
    SplittableRandom random = new SplittableRandom(course.name().hashCode());
    IntToLongFunction next = course.values(random);
    long[] values = new long[COUNT];
    int[] keys = new int[COUNT];
    for (int row = 0; row < COUNT; row++) {
      values[row] = next.applyAsLong(row);
      keys[row] = row % 5 == 0 ? random.nextInt(100) : 100;
    }
    List<Aggregate> aggregates =
        List.of(
            Aggregate.of("median", Quantile.MEDIAN, 1),
            Aggregate.of("nine", new Quantile(0.9, Interpolation.HIGHER), 1),
            Aggregate.of("mode", Mode.LEAST, 1),
            Aggregate.of("distinct", new Distinct(AggregateFunction.COUNT), 1));
    try (TempSpillSpace disk = new TempSpillSpace(folder);
        HashAggregator inMemory = new HashAggregator(budget, ROWS, List.of(0), aggregates);
        HashAggregator onDisk = new HashAggregator(budget, ROWS, List.of(0), aggregates)) {
      for (int from = 0; from < COUNT; from += 10_000) {
        try (Batch rows = batch(budget, keys, values, from, 10_000)) {
          inMemory.consume(rows);
          onDisk.consume(rows);
        }
        if (from >= 60_000) {
          onDisk.putSetsAside(disk);
        }
      }
      assertThat(onDisk.setBytes()).isLessThan(inMemory.setBytes());
      try (Batch expected = inMemory.finish(budget);
          Batch found = onDisk.finish(budget)) {
        List<List<@Nullable Object>> rows = rows(expected);
        assertThat(rows(found)).isEqualTo(rows);
        assertThat(rows).isEqualTo(plain(keys, values));
      }
    }
  }

  /** Median, 0.9 quantile, mode and number of different values by key. */
  private static List<List<@Nullable Object>> plain(int[] keys, long[] values) {
    Map<Integer, List<Long>> groups = new HashMap<>();
    List<Integer> order = new ArrayList<>();
    for (int row = 0; row < keys.length; row++) {
      groups
          .computeIfAbsent(
              keys[row],
              key -> {
                order.add(key);
                return new ArrayList<>();
              })
          .add(values[row]);
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int key : order) {
      long[] sorted =
          groups.getOrDefault(key, List.of()).stream()
              .mapToLong(Long::longValue)
              .sorted()
              .toArray();
      int n = sorted.length;
      double low = sorted[(n - 1) / 2];
      double high = sorted[n / 2];
      long mode = 0;
      int most = 0;
      int distinct = 0;
      for (int i = 0, run = 0; i < n; i++) {
        boolean isNew = i == 0 || sorted[i] != sorted[i - 1];
        distinct += isNew ? 1 : 0;
        run = isNew ? 1 : run + 1;
        if (run > most) {
          most = run;
          mode = sorted[i];
        }
      }
      rows.add(
          Arrays.asList(
              key,
              low == high ? low : low + (high - low) * 0.5,
              sorted[(int) Math.ceil(0.9 * (n - 1))],
              mode,
              (long) distinct));
    }
    return rows;
  }

  @Test
  void floatsAreOrderedAndNullsLeftOut(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("v", DType.FLOAT64));
    List<Aggregate> aggregates =
        List.of(
            Aggregate.of("least", new Quantile(0, Interpolation.LOWER), 0),
            Aggregate.of("median", Quantile.MEDIAN, 0),
            Aggregate.of("between", new Quantile(0.75, Interpolation.MIDPOINT), 0),
            Aggregate.of("greatest", new Quantile(1, Interpolation.LINEAR), 0),
            Aggregate.of("mode", Mode.LEAST, 0),
            Aggregate.of("sum", new Distinct(AggregateFunction.SUM), 0));
    try (HashAggregator aggregator = new HashAggregator(budget, schema, List.of(), aggregates)) {
      double[] values = {2, -0.0, 0.0, -7, Double.POSITIVE_INFINITY, Double.NaN, -7, 0.5, 0.0};
      try (ColumnBuilder column = new ColumnBuilder(budget, DType.FLOAT64, 16)) {
        for (double value : values) {
          column.append(value).appendNull();
        }
        try (Batch rows = Batch.of(schema, column.length(), List.of(column.build()))) {
          aggregator.consume(rows);
        }
      }
      try (Batch result = aggregator.finish(budget)) {
        assertThat(rows(result))
            .containsExactly(Arrays.asList(-7.0, 0.0, 2.0, Double.NaN, 0.0, Double.NaN));
      }
    }
    try (HashAggregator none = new HashAggregator(budget, schema, List.of(), aggregates);
        Batch result = none.finish(budget)) {
      assertThat(rows(result)).containsExactly(Arrays.asList(null, null, null, null, null, null));
    }
  }

  @Test
  void whatHasNoOrderOrNothingBetweenIsRefused() {
    assertThatThrownBy(() -> Quantile.MEDIAN.resultType(List.of(DType.UTF8)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("median takes numbers, dates, timestamps and categoricals, not utf8");
    assertThatThrownBy(() -> Quantile.MEDIAN.resultType(List.of(DType.DATE)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("choose DISCRETE");
    assertThatThrownBy(() -> Mode.LEAST.resultType(List.of(DType.decimal(30, 2))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("cast it to decimal(18, 2)");
    assertThatThrownBy(() -> new Quantile(Double.NaN, Interpolation.LINEAR))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("from 0 to 1");
    assertThatThrownBy(() -> new Distinct(AggregateFunction.COUNT_ALL))
        .isInstanceOf(PlanException.class);
  }

  private static Batch batch(MemoryBudget budget, int[] keys, long[] values, int from, int count) {
    try (ColumnBuilder key = new ColumnBuilder(budget, DType.INT32, count);
        ColumnBuilder value = new ColumnBuilder(budget, DType.INT64, count)) {
      for (int row = from; row < from + count; row++) {
        key.append((long) keys[row]);
        value.append(values[row]);
      }
      ColumnVector first = key.build();
      return Batch.of(ROWS, count, List.of(first, value.build()));
    }
  }

  private static List<List<@Nullable Object>> rows(Batch batch) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (ColumnVector column : batch.columns()) {
        values.add(Values.objectAt(column, row));
      }
      rows.add(values);
    }
    return rows;
  }
}
