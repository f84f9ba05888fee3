package dev.quern.engine.sort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchQueue;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.chunk.RandomColumns.Shape;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oracle is the stable sort of java.util over rows of Java objects. */
@ExtendWith(LeakCheck.class)
class SortTest {

  @Test
  void oneKeyOfEveryTypeInEveryDirection(MemoryBudget budget) {
    for (DType type : RandomColumns.TYPES) {
      for (long seed = 0; seed < 12; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        Data data = Data.random(random, List.of(type), 300);
        SortKey key = new SortKey(0, random.nextBoolean(), random.nextBoolean());
        sorts(budget, data, List.of(key), seed);
      }
    }
  }

  @Test
  void severalKeys(MemoryBudget budget) {
    for (long seed = 0; seed < 150; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Data data = Data.random(random, types(random), 500);
      sorts(budget, data, keys(random, data), seed);
    }
  }

  @Test
  void manyRowsWithRunsThatTheWordsDoNotDecide(MemoryBudget budget) {
    for (long seed = 0; seed < 4; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Data data = Data.random(random, List.of(DType.FLOAT64, DType.UTF8, DType.INT64), 40_000);
      sorts(budget, data, keys(random, data), seed);
    }
  }

  @Test
  void stringsThatDifferOnlyFarBehindALongPrefix(MemoryBudget budget) {
    List<@Nullable Object> values = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(5);
    String stem = "the same hundred bytes ".repeat(5);
    for (int i = 0; i < 3000; i++) {
      values.add(stem + Long.toString(random.nextInt(500), 2) + "\0".repeat(random.nextInt(3)));
    }
    Data data = new Data(List.of(DType.UTF8), List.of(values));
    sorts(budget, data, List.of(SortKey.ascending(0)), 5);
    sorts(budget, data, List.of(SortKey.descending(0)), 5);
  }

  @Test
  void topRowsOfAStream(MemoryBudget budget) {
    for (long seed = 0; seed < 120; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Data data = Data.random(random, types(random), seed % 20 == 0 ? 20_000 : 400);
      List<SortKey> keys = keys(random, data);
      int k = random.nextInt(seed % 3 == 0 ? 5 : 1000);
      try (TopK top = new TopK(budget, data.schema(), keys, k)) {
        for (Batch batch : data.batches(budget, 1 + random.nextInt(300), new Random(seed))) {
          try (batch) {
            top.consume(batch);
          }
        }
        try (Batch result = top.finish(budget)) {
          List<List<@Nullable Object>> sorted = data.sortedRows(keys);
          assertThat(plain(BatchRows.toRows(result)))
              .as("seed %d, first %d by %s of %s", seed, k, keys, data.schema())
              .isEqualTo(plain(sorted.subList(0, Math.min(k, sorted.size()))));
        }
      }
    }
  }

  @Test
  void mergedRunsAreTheSortedWhole(MemoryBudget budget) {
    for (long seed = 0; seed < 120; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Data data = Data.random(random, types(random), 600);
      List<SortKey> keys = keys(random, data);
      int rows = 1 + random.nextInt(200);
      List<RunReader> runs = new ArrayList<>();
      for (Batch part : data.batches(budget, 1 + random.nextInt(200), new Random(seed))) {
        try (part;
            Batch run = RowSorter.sorted(budget, part, keys)) {
          int cut = random.nextInt(run.rows() / 64 + 1) * 64;
          runs.add(
              RunReader.of(BatchQueue.of(run.slice(0, cut), run.slice(cut, run.rows() - cut))));
        }
      }
      List<List<@Nullable Object>> merged = new ArrayList<>();
      try (MergeSorted merge = new MergeSorted(budget, data.schema(), keys, runs, rows)) {
        for (Batch batch = merge.next(); batch != null; batch = merge.next()) {
          assertThat(batch.rows()).isBetween(1, rows);
          merged.addAll(BatchRows.toRows(batch));
          batch.close();
        }
      }
      assertThat(plain(merged))
          .as("seed %d, %d runs by %s of %s", seed, runs.size(), keys, data.schema())
          .isEqualTo(plain(data.sortedRows(keys)));
    }
  }

  @Test
  void aMergeThatIsGivenUpFreesItsRuns(MemoryBudget budget) {
    Data data = Data.random(new SplittableRandom(1), List.of(DType.UTF8), 500);
    List<RunReader> runs = new ArrayList<>();
    List<SortKey> keys = List.of(SortKey.ascending(0));
    for (Batch part : data.batches(budget, 30, new Random(1))) {
      try (part) {
        runs.add(RunReader.of(BatchQueue.of(RowSorter.sorted(budget, part, keys))));
      }
    }
    try (MergeSorted merge = new MergeSorted(budget, data.schema(), keys, runs, 7);
        Batch first = Objects.requireNonNull(merge.next())) {
      assertThat(first.rows()).isEqualTo(7);
    }
  }

  @Test
  void aBudgetTooSmallIsAnErrorThatLeaksNothing(MemoryBudget budget) {
    SplittableRandom random = new SplittableRandom(8);
    Data data =
        new Data(
            List.of(DType.UTF8, DType.INT64),
            List.of(
                RandomColumns.values(random, DType.UTF8, 3000, Shape.MANY, 0.1),
                RandomColumns.values(random, DType.INT64, 3000, Shape.WIDE, 0)));
    List<SortKey> keys = List.of(SortKey.ascending(0), SortKey.descending(1));
    List<Batch> batches = data.batches(budget, 3000, new Random(8));
    int refused = 0;
    for (long limit = 4 << 10; limit < 1 << 20; limit += limit / 8) {
      try (MemoryBudget small = budget.child("small", limit)) {
        try (Batch sorted = RowSorter.sorted(small, batches.getFirst(), keys);
            TopK top = new TopK(small, data.schema(), keys, 100)) {
          top.consume(sorted);
          top.finish(small).close();
        } catch (MemoryLimitException e) {
          refused++;
        }
      }
    }
    batches.forEach(Batch::close);
    assertThat(refused).isBetween(5, 45);
  }

  private static List<DType> types(SplittableRandom random) {
    List<DType> types = new ArrayList<>();
    for (int c = 1 + random.nextInt(4); c > 0; c--) {
      types.add(RandomColumns.TYPES.get(random.nextInt(RandomColumns.TYPES.size())));
    }
    return types;
  }

  private static List<SortKey> keys(SplittableRandom random, Data data) {
    List<SortKey> keys = new ArrayList<>();
    for (int c = 0; c < data.types().size(); c++) {
      keys.add(new SortKey(c, random.nextBoolean(), random.nextBoolean()));
    }
    Collections.shuffle(keys, new Random(random.nextLong()));
    return keys.subList(0, 1 + random.nextInt(keys.size()));
  }

  private static void sorts(MemoryBudget budget, Data data, List<SortKey> keys, long seed) {
    for (Batch batch : data.batches(budget, Integer.MAX_VALUE, new Random(seed))) {
      try (batch;
          Batch sorted = RowSorter.sorted(budget, batch, keys)) {
        assertThat(plain(BatchRows.toRows(sorted)))
            .as("seed %d, by %s of %s", seed, keys, batch)
            .isEqualTo(plain(data.sortedRows(keys)));
      }
    }
  }

  /** Rows that AssertJ can compare; the last column, the row's number, shows the stability. */
  private static List<List<@Nullable Object>> plain(List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> plain = new ArrayList<>();
    rows.forEach(row -> plain.add(RandomColumns.keys(row)));
    return plain;
  }

  /** Columns of Java objects; the last one numbers the rows. */
  private record Data(List<DType> types, List<List<@Nullable Object>> columns) {

    static Data random(SplittableRandom random, List<DType> types, int most) {
      int rows = most >= 10_000 ? most : random.nextInt(most);
      List<List<@Nullable Object>> columns = new ArrayList<>();
      for (DType type : types) {
        columns.add(
            RandomColumns.values(
                random, type, rows, RandomColumns.shape(random), RandomColumns.nullShare(random)));
      }
      return new Data(types, columns);
    }

    int rows() {
      return columns.getFirst().size();
    }

    Schema schema() {
      List<Field> fields = new ArrayList<>();
      for (int c = 0; c < types.size(); c++) {
        fields.add(Field.of("c" + c, types.get(c)));
      }
      fields.add(Field.of("row", DType.INT64));
      return Schema.of(fields);
    }

    List<Batch> batches(MemoryBudget budget, int rows, Random shuffle) {
      List<Batch> batches = new ArrayList<>();
      int from = 0;
      do {
        int to = (int) Math.min(rows(), (long) from + rows);
        List<ColumnVector> vectors = new ArrayList<>();
        for (int c = 0; c < types.size(); c++) {
          vectors.add(
              RandomColumns.either(
                  budget, types.get(c), columns.get(c).subList(from, to), shuffle));
        }
        List<Object> numbers = new ArrayList<>();
        for (long row = from; row < to; row++) {
          numbers.add(row);
        }
        vectors.add(RandomColumns.flat(budget, DType.INT64, numbers));
        batches.add(Batch.of(schema(), to - from, vectors));
        from = to;
      } while (from < rows());
      return batches;
    }

    List<List<@Nullable Object>> sortedRows(List<SortKey> keys) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (int row = 0; row < rows(); row++) {
        List<@Nullable Object> values = new ArrayList<>();
        for (List<@Nullable Object> column : columns) {
          values.add(column.get(row));
        }
        values.add((long) row);
        rows.add(values);
      }
      rows.sort((List<@Nullable Object> a, List<@Nullable Object> b) -> compare(keys, a, b));
      return rows;
    }

    private static int compare(
        List<SortKey> keys, List<@Nullable Object> a, List<@Nullable Object> b) {
      for (SortKey key : keys) {
        Object left = a.get(key.column());
        Object right = b.get(key.column());
        int order;
        if (left == null || right == null) {
          order = Boolean.compare(left != null, right != null) * (key.nullsFirst() ? 1 : -1);
        } else {
          order = VALUES.compare(left, right) * (key.descending() ? -1 : 1);
        }
        if (order != 0) {
          return order;
        }
      }
      return 0;
    }

    @SuppressWarnings("unchecked")
    private static final Comparator<Object> VALUES =
        (a, b) ->
            switch (a) {
              case byte[] bytes -> Integer.signum(Arrays.compareUnsigned(bytes, (byte[]) b));
              case String text ->
                  Integer.signum(
                      Arrays.compareUnsigned(
                          text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                          ((String) b).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
              default ->
                  Integer.signum(
                      ((Comparable<@Nullable Object>) Objects.requireNonNull(RandomColumns.key(a)))
                          .compareTo(RandomColumns.key(b)));
            };
  }
}
