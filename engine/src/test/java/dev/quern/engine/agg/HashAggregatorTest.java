package dev.quern.engine.agg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.engine.ComputeException;
import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.chunk.RandomColumns.Shape;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oracle is {@link Oracle}; what DuckDB says is in {@code DuckAggregatesTest}. */
@ExtendWith(LeakCheck.class)
class HashAggregatorTest {
  private static final List<AggregateFunction> FUNCTIONS =
      List.of(
          AggregateFunction.COUNT_ALL,
          AggregateFunction.COUNT,
          AggregateFunction.COUNT_DISTINCT,
          AggregateFunction.SUM,
          AggregateFunction.MEAN,
          AggregateFunction.MIN,
          AggregateFunction.MAX,
          AggregateFunction.FIRST,
          AggregateFunction.LAST,
          AggregateFunction.VARIANCE,
          new Variance(0, true));

  @Test
  void everyFunctionOverEveryTypeByKeys(MemoryBudget budget) {
    for (long seed = 0; seed < 84; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<DType> keys = new ArrayList<>();
      for (int c = random.nextInt(4); c > 0; c--) {
        keys.add(RandomColumns.TYPES.get(random.nextInt(RandomColumns.TYPES.size())));
      }
      DType type = RandomColumns.TYPES.get((int) (seed % RandomColumns.TYPES.size()));
      Data data = Data.random(random, keys, type, 400);
      for (boolean partial : List.of(false, true)) {
        check(budget, data, seed, partial);
      }
    }
  }

  @Test
  void withoutKeysThereIsOneGroupEvenOfNoRows(MemoryBudget budget) {
    for (DType type : RandomColumns.TYPES) {
      for (long seed = 0; seed < 12; seed++) {
        Data data = Data.random(new SplittableRandom(seed), List.of(), type, 300);
        check(budget, data, seed, false);
        check(budget, data, seed, true);
      }
      Data none = new Data(List.of(), type, List.of(), List.of(), List.of());
      check(budget, none, 0, false);
      check(budget, none, 0, true);
    }
  }

  @Test
  void batchesOfManyMorsels(MemoryBudget budget) {
    for (long seed = 0; seed < 4; seed++) {
      DType type = List.of(DType.INT64, DType.UTF8, DType.FLOAT64, DType.BOOL).get((int) seed);
      SplittableRandom random = new SplittableRandom(seed);
      Data data = Data.random(random, List.of(DType.INT32, DType.UTF8), type, 60_000);
      check(budget, data, seed, false);
      check(budget, data, seed, true);
    }
  }

  /** Key columns and one input column, in several batches. */
  private record Data(
      List<DType> keyTypes,
      DType type,
      List<List<@Nullable Object>> keys,
      List<@Nullable Object> values,
      List<Integer> cuts) {

    static Data random(SplittableRandom random, List<DType> keyTypes, DType type, int most) {
      int rows = random.nextInt(most);
      List<List<@Nullable Object>> keys = new ArrayList<>();
      for (DType key : keyTypes) {
        keys.add(
            RandomColumns.values(
                random, key, rows, RandomColumns.shape(random), RandomColumns.nullShare(random)));
      }
      // Sums of the whole int64 range have a test of their own.
      Shape shape = RandomColumns.shape(random);
      Shape inputShape =
          shape == Shape.WIDE && (type == DType.INT64 || !type.isNumeric()) ? Shape.MANY : shape;
      List<@Nullable Object> values =
          RandomColumns.values(random, type, rows, inputShape, RandomColumns.nullShare(random));
      List<Integer> cuts = new ArrayList<>();
      for (int part = random.nextInt(4); part > 0; part--) {
        cuts.add(random.nextInt(rows + 1));
      }
      Collections.sort(cuts);
      return new Data(keyTypes, type, keys, values, cuts);
    }

    Schema schema() {
      List<Field> fields = new ArrayList<>();
      for (int c = 0; c < keyTypes.size(); c++) {
        fields.add(Field.of("k" + c, keyTypes.get(c)));
      }
      fields.add(Field.of("x", type));
      return Schema.of(fields);
    }

    List<Batch> batches(MemoryBudget budget, Random shuffle) {
      List<Batch> batches = new ArrayList<>();
      int from = 0;
      List<Integer> ends = new ArrayList<>(cuts);
      ends.add(values.size());
      for (int end : ends) {
        List<ColumnVector> columns = new ArrayList<>();
        for (int c = 0; c < keyTypes.size(); c++) {
          columns.add(
              RandomColumns.either(
                  budget, keyTypes.get(c), keys.get(c).subList(from, end), shuffle));
        }
        columns.add(RandomColumns.either(budget, type, values.subList(from, end), shuffle));
        batches.add(Batch.of(schema(), end - from, columns));
        from = end;
      }
      return batches;
    }
  }

  private static void check(MemoryBudget budget, Data data, long seed, boolean partial) {
    int input = data.keyTypes().size();
    List<Aggregate> aggregates = new ArrayList<>();
    // In any order, and one sum too many: means share the sum of their column.
    List<AggregateFunction> functions = new ArrayList<>(FUNCTIONS);
    functions.add(AggregateFunction.SUM);
    Collections.shuffle(functions, new Random(seed));
    for (AggregateFunction function : functions) {
      boolean numeric =
          function instanceof Variance
              || function.equals(AggregateFunction.SUM)
              || function.equals(AggregateFunction.MEAN);
      if (data.type().isNumeric() || !numeric) {
        String name = function + "" + aggregates.size();
        aggregates.add(
            function.inputs() == 0
                ? Aggregate.countAll(name)
                : Aggregate.of(name, function, input));
      }
    }
    List<Integer> keys = IntStream.range(0, input).boxed().toList();
    Map<List<@Nullable Object>, List<@Nullable Object>> groups =
        Oracle.group(data.keys(), data.values());
    try (HashAggregator whole = new HashAggregator(budget, data.schema(), keys, aggregates)) {
      for (Batch batch : data.batches(budget, new Random(seed))) {
        try (batch) {
          if (partial) {
            mergePart(budget, data, keys, aggregates, batch, whole);
          } else {
            whole.consume(batch);
          }
        }
      }
      try (Batch result = whole.finish(budget)) {
        assertThat(result.schema())
            .isEqualTo(HashAggregator.schema(data.schema(), keys, aggregates));
        assertThat(result.rows()).as("groups, seed %d", seed).isEqualTo(groups.size());
        for (int c = 0; c < keys.size(); c++) {
          int position = c;
          assertThat(RandomColumns.keys(RandomColumns.objects(result.column(c))))
              .as("seed %d, key %d, %s", seed, c, data.schema())
              .isEqualTo(groups.keySet().stream().map(key -> key.get(position)).toList());
        }
        for (int i = 0; i < aggregates.size(); i++) {
          AggregateFunction function = aggregates.get(i).function();
          List<@Nullable Object> expected = new ArrayList<>();
          for (List<@Nullable Object> group : groups.values()) {
            expected.add(Oracle.aggregate(function, group));
          }
          same(
              RandomColumns.objects(result.column(keys.size() + i)),
              expected,
              groups.values().stream().map(HashAggregatorTest::magnitude).toList(),
              "seed %d, %s of %s, %s".formatted(seed, function, data.schema(), partial));
        }
      }
    }
  }

  private static void mergePart(
      MemoryBudget budget,
      Data data,
      List<Integer> keys,
      List<Aggregate> aggregates,
      Batch batch,
      HashAggregator whole) {
    try (HashAggregator part = new HashAggregator(budget, data.schema(), keys, aggregates)) {
      part.consume(batch);
      try (Batch states = part.partial(budget)) {
        assertThat(states.schema()).isEqualTo(whole.partialSchema());
        whole.merge(states);
      }
    }
  }

  private static double magnitude(List<@Nullable Object> group) {
    double most = 0;
    for (Object value : group) {
      if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
        most = Math.max(most, Math.abs(number.doubleValue()));
      }
    }
    return Math.max(1, most) * Math.max(1, group.size());
  }

  private static void same(
      List<@Nullable Object> actual,
      List<@Nullable Object> expected,
      List<Double> magnitudes,
      String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      Object value = RandomColumns.key(actual.get(i));
      if (value instanceof Double d
          && Double.isFinite(d)
          && expected.get(i) instanceof Double wanted) {
        double scale = what.contains("var of") ? magnitudes.get(i) : 1;
        assertThat(d)
            .as("%s, group %d", what, i)
            .isCloseTo(wanted, within(1e-12 * magnitudes.get(i) * scale));
      } else {
        assertThat(value).as("%s, group %d", what, i).isEqualTo(expected.get(i));
      }
    }
  }

  @Test
  void anIntegerSumThatLeaves64BitsIsAnErrorAndOneThatComesBackIsNot(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("x", DType.INT64));
    List<Aggregate> sum = List.of(Aggregate.of("s", AggregateFunction.SUM, 0));
    for (List<Long> values :
        List.of(List.of(Long.MAX_VALUE, 1L), List.of(Long.MAX_VALUE, 1L, -1L))) {
      try (HashAggregator aggregator = new HashAggregator(budget, schema, List.of(), sum);
          Batch batch = batch(schema, RandomColumns.flat(budget, DType.INT64, values))) {
        aggregator.consume(batch);
        if (values.size() == 2) {
          assertThatThrownBy(() -> aggregator.finish(budget))
              .isInstanceOf(ComputeException.class)
              .hasMessageContaining("sum of 'x' is 9223372036854775808");
        } else {
          try (Batch result = aggregator.finish(budget)) {
            assertThat(RandomColumns.objects(result.column(0))).containsExactly(Long.MAX_VALUE);
          }
        }
      }
    }
  }

  @Test
  void aDecimalSumBeyond38DigitsIsAnErrorThatNamesTheColumn(MemoryBudget budget) {
    DType type = DType.decimal(38, 0);
    Schema schema = Schema.of(Field.of("price", type));
    BigDecimal most = new BigDecimal(BigInteger.TEN.pow(38).subtract(BigInteger.ONE));
    try (HashAggregator aggregator =
            new HashAggregator(
                budget, schema, List.of(), List.of(Aggregate.of("s", AggregateFunction.SUM, 0)));
        Batch batch = batch(schema, RandomColumns.flat(budget, type, List.of(most, most)))) {
      assertThatThrownBy(() -> aggregator.consume(batch))
          .isInstanceOf(ComputeException.class)
          .hasMessageContaining("sum of 'price'");
    }
  }

  @Test
  void aSumOfTextIsRefusedBeforeAnyRow(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("name", DType.UTF8));
    List<Aggregate> sum = List.of(Aggregate.of("s", AggregateFunction.SUM, 0));
    assertThatThrownBy(() -> HashAggregator.schema(schema, List.of(), sum))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("sum needs numbers, not utf8");
    assertThatThrownBy(() -> new HashAggregator(budget, schema, List.of(0), sum))
        .isInstanceOf(PlanException.class);
  }

  @Test
  void floatSumsDoNotDependOnHowAPartialIsBatched(MemoryBudget budget) {
    Data data = Data.random(new SplittableRandom(3), List.of(DType.INT8), DType.FLOAT64, 5000);
    List<Aggregate> sum = List.of(Aggregate.of("s", AggregateFunction.SUM, 1));
    List<List<@Nullable Object>> results = new ArrayList<>();
    for (List<Integer> cuts : List.of(List.<Integer>of(), List.of(64, 128), List.of(1, 700))) {
      Data cut = new Data(data.keyTypes(), data.type(), data.keys(), data.values(), cuts);
      try (HashAggregator aggregator = new HashAggregator(budget, data.schema(), List.of(0), sum)) {
        for (Batch batch : cut.batches(budget, new Random(1))) {
          try (batch) {
            aggregator.consume(batch);
          }
        }
        try (Batch result = aggregator.finish(budget)) {
          results.add(RandomColumns.objects(result.column(1)));
        }
      }
    }
    assertThat(results.get(1)).isEqualTo(results.get(0));
    assertThat(results.get(2)).isEqualTo(results.get(0));
  }

  @Test
  void aMinimumReplacedOverAndOverKeepsLittleMemory(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("x", DType.UTF8));
    List<Aggregate> min = List.of(Aggregate.of("m", AggregateFunction.MIN, 0));
    String stem = "x".repeat(1000);
    try (HashAggregator aggregator = new HashAggregator(budget, schema, List.of(), min)) {
      for (int batch = 39; batch >= 0; batch--) {
        List<Object> values = new ArrayList<>();
        for (int i = 999; i >= 0; i--) {
          values.add(stem + (1_000_000 + batch * 1000 + i));
        }
        try (Batch rows = batch(schema, RandomColumns.flat(budget, DType.UTF8, values))) {
          aggregator.consume(rows);
        }
      }
      assertThat(budget.used()).isLessThan(32 << 20);
      try (Batch result = aggregator.finish(budget)) {
        assertThat(RandomColumns.objects(result.column(0))).containsExactly(stem + 1_000_000);
      }
    }
  }

  @Test
  void aBudgetTooSmallIsAnErrorThatLeaksNothing(MemoryBudget budget) {
    SplittableRandom random = new SplittableRandom(11);
    Data data =
        new Data(
            List.of(DType.UTF8, DType.INT64),
            DType.UTF8,
            List.of(
                RandomColumns.values(random, DType.UTF8, 4000, Shape.MANY, 0.1),
                RandomColumns.values(random, DType.INT64, 4000, Shape.WIDE, 0.1)),
            RandomColumns.values(random, DType.UTF8, 4000, Shape.WIDE, 0.1),
            List.of(1000, 2000));
    List<Aggregate> aggregates = new ArrayList<>();
    for (AggregateFunction function :
        List.of(
            AggregateFunction.COUNT_DISTINCT,
            AggregateFunction.MIN,
            AggregateFunction.LAST,
            AggregateFunction.COUNT)) {
      aggregates.add(Aggregate.of(function.toString(), function, 2));
    }
    List<Batch> batches = data.batches(budget, new Random(1));
    int refused = 0;
    for (long limit = 4 << 10; limit < 8 << 20; limit += limit / 8) {
      try (MemoryBudget small = budget.child("small", limit)) {
        try (HashAggregator aggregator =
            new HashAggregator(small, data.schema(), List.of(0, 1), aggregates)) {
          batches.forEach(aggregator::consume);
          try (Batch part = aggregator.partial(small);
              Batch result = aggregator.finish(small)) {
            assertThat(part.rows()).isEqualTo(result.rows());
          }
        } catch (MemoryLimitException e) {
          refused++;
        }
      }
    }
    batches.forEach(Batch::close);
    assertThat(refused).isBetween(10, 60);
  }

  private static Batch batch(Schema schema, ColumnVector column) {
    return Batch.of(schema, column.length(), List.of(column));
  }
}
