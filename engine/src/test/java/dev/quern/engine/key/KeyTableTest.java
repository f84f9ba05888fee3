package dev.quern.engine.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oracle is a LinkedHashMap of lists of Java objects. */
@ExtendWith(LeakCheck.class)
class KeyTableTest {

  @Test
  void oneColumnOfEveryType(MemoryBudget budget) {
    for (DType type : RandomColumns.TYPES) {
      for (long seed = 0; seed < 12; seed++) {
        numbersAgree(budget, List.of(type), seed, 700);
      }
    }
  }

  @Test
  void severalColumns(MemoryBudget budget) {
    for (long seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<DType> types = new ArrayList<>();
      for (int c = 1 + random.nextInt(6); c > 0; c--) {
        types.add(RandomColumns.TYPES.get(random.nextInt(RandomColumns.TYPES.size())));
      }
      numbersAgree(budget, types, seed, 700);
    }
  }

  @Test
  void morselsOfSeveralChunksAndTablesThatGrow(MemoryBudget budget) {
    for (long seed = 0; seed < 3; seed++) {
      numbersAgree(budget, List.of(DType.INT64), seed, 20_000);
      numbersAgree(budget, List.of(DType.UTF8), seed, 20_000);
      numbersAgree(budget, List.of(DType.INT32, DType.INT32, DType.BOOL), seed, 20_000);
    }
  }

  private static void numbersAgree(MemoryBudget budget, List<DType> types, long seed, int most) {
    SplittableRandom random = new SplittableRandom(seed);
    Random shuffle = new Random(seed);
    Map<List<@Nullable Object>, Integer> oracle = new LinkedHashMap<>();
    try (KeyTable table = new KeyTable(budget, types)) {
      for (int batch = 1 + random.nextInt(6); batch > 0; batch--) {
        int rows = random.nextInt(most);
        List<List<@Nullable Object>> values = new ArrayList<>();
        List<ColumnVector> keys = new ArrayList<>();
        for (DType type : types) {
          values.add(
              RandomColumns.values(
                  random,
                  type,
                  rows,
                  RandomColumns.shape(random),
                  RandomColumns.nullShare(random)));
          keys.add(RandomColumns.either(budget, type, values.getLast(), shuffle));
        }
        int[] expected = new int[rows];
        for (int row = 0; row < rows; row++) {
          expected[row] = oracle.computeIfAbsent(rowOf(values, row), _ -> oracle.size());
        }
        try (NativeBuffer numbers = budget.allocate(4L * rows)) {
          table.number(keys, rows, numbers.segment());
          assertThat(ints(numbers, rows))
              .as("seed %d, %s, batch %d", seed, types, batch)
              .isEqualTo(expected);
        }
        keys.forEach(ColumnVector::close);
      }
      assertThat(table.size()).isEqualTo(oracle.size());
      List<ColumnVector> columns = table.columns(budget);
      for (int c = 0; c < types.size(); c++) {
        int position = c;
        assertThat(RandomColumns.keys(RandomColumns.objects(columns.get(c))))
            .as("seed %d, %s, column %d", seed, types, c)
            .isEqualTo(oracle.keySet().stream().map(key -> key.get(position)).toList());
      }
      findsAgree(budget, table, types, oracle, seed);
      columns.forEach(ColumnVector::close);
    }
  }

  private static void findsAgree(
      MemoryBudget budget,
      KeyTable table,
      List<DType> types,
      Map<List<@Nullable Object>, Integer> oracle,
      long seed) {
    SplittableRandom random = new SplittableRandom(~seed);
    try (KeyFinder finder = table.finder(budget)) {
      for (int batch = 0; batch < 3; batch++) {
        int rows = random.nextInt(400);
        List<List<@Nullable Object>> known = new ArrayList<>(oracle.keySet());
        Collections.shuffle(known, new Random(seed));
        List<List<@Nullable Object>> values = new ArrayList<>();
        List<ColumnVector> keys = new ArrayList<>();
        for (int c = 0; c < types.size(); c++) {
          List<@Nullable Object> column =
              RandomColumns.values(random, types.get(c), rows, RandomColumns.shape(random), 0.1);
          for (int row = 0; row < Math.min(rows, known.size()); row += 2) {
            column.set(row, plain(types.get(c), known.get(row).get(c)));
          }
          values.add(column);
          keys.add(RandomColumns.either(budget, types.get(c), column, new Random(seed)));
        }
        int[] expected = new int[rows];
        for (int row = 0; row < rows; row++) {
          List<@Nullable Object> key = rowOf(values, row);
          expected[row] = key.contains(null) ? -1 : oracle.getOrDefault(key, -1);
        }
        try (NativeBuffer numbers = budget.allocate(4L * rows)) {
          finder.find(keys, rows, numbers.segment());
          assertThat(ints(numbers, rows))
              .as("find, seed %d, %s, batch %d", seed, types, batch)
              .isEqualTo(expected);
        }
        keys.forEach(ColumnVector::close);
      }
    }
  }

  @Test
  void valuesThatOnlyTheDictionaryHasAreNoKeys(MemoryBudget budget) {
    try (KeyTable table = new KeyTable(budget, List.of(DType.UTF8));
        ColumnVector key =
            RandomColumns.dictionary(budget, DType.UTF8, List.of("b", "a", "b"), new Random(5));
        NativeBuffer numbers = budget.allocate(12)) {
      table.number(List.of(key), 3, numbers.segment());
      assertThat(ints(numbers, 3)).containsExactly(0, 1, 0);
      assertThat(table.size()).isEqualTo(2);
    }
  }

  @Test
  void risingIntegersKeepTheirNumbersWhileTheCacheMoves(MemoryBudget budget) {
    try (KeyTable table = new KeyTable(budget, List.of(DType.INT64));
        NativeBuffer numbers = budget.allocate(4L * 1000)) {
      for (int batch = 0; batch < 200; batch++) {
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < 1000; i++) {
          values.add(batch * 500L + i);
        }
        try (ColumnVector key = RandomColumns.flat(budget, DType.INT64, values)) {
          table.number(List.of(key), 1000, numbers.segment());
        }
        int first = batch * 500;
        assertThat(ints(numbers, 1000))
            .as("batch %d", batch)
            .isEqualTo(IntStream.range(first, first + 1000).toArray());
      }
    }
  }

  @Test
  void keysNearTheLeastIntegerAndThenNearTheGreatestAreToldApart(MemoryBudget budget) {
    for (DType type : List.of(DType.INT64, DType.UINT64)) {
      try (KeyTable table = new KeyTable(budget, List.of(type));
          NativeBuffer numbers = budget.allocate(4L * 4)) {
        int batch = 0;
        for (long first : new long[] {Long.MIN_VALUE, Long.MAX_VALUE - 3, Long.MIN_VALUE}) {
          List<Object> values = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            values.add(first + i);
          }
          try (ColumnVector key = RandomColumns.flat(budget, type, values)) {
            table.number(List.of(key), 4, numbers.segment());
          }
          int number = batch++ % 2 * 4;
          assertThat(ints(numbers, 4)).containsExactly(number, number + 1, number + 2, number + 3);
        }
      }
    }
  }

  @Test
  void noColumnAndTooManyColumnsAreRefused(MemoryBudget budget) {
    assertThatThrownBy(() -> new KeyTable(budget, List.of())).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> new KeyTable(budget, Collections.nCopies(65, DType.BOOL)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("65 key columns");
  }

  private static @Nullable Object plain(DType type, @Nullable Object key) {
    if (key instanceof ByteBuffer bytes && type == DType.BINARY) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(bytes.position(), copy);
      return copy;
    }
    return key;
  }

  private static List<@Nullable Object> rowOf(List<List<@Nullable Object>> values, int row) {
    List<@Nullable Object> key = new ArrayList<>();
    values.forEach(column -> key.add(RandomColumns.key(column.get(row))));
    return key;
  }

  private static int[] ints(NativeBuffer numbers, int rows) {
    return numbers.segment().asSlice(0, 4L * rows).toArray(ValueLayout.JAVA_INT);
  }
}
