package dev.quern.engine.key;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.chunk.RandomColumns.Shape;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oracle is a HashMap from keys to the first row that has them. */
@ExtendWith(LeakCheck.class)
class SparseKeysTest {
  private static final List<DType> TYPES =
      RandomColumns.TYPES.stream().filter(type -> !type.isView()).toList();

  /* Ranges of 64 slots that are up to three quarters full: in each some keys find no slot. */
  private static final int MOST_ROWS = 760;

  @Test
  void numbersAreTheFirstRowsWhoeverFillsWhich(MemoryBudget budget) {
    int made = 0;
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<DType> types = new ArrayList<>();
      for (int c = 1 + random.nextInt(3); c > 0; c--) {
        types.add(TYPES.get(random.nextInt(TYPES.size())));
      }
      int rows = 1 + random.nextInt(MOST_ROWS);
      double nulls = random.nextInt(3) == 0 ? 0.1 : 0;
      List<List<@Nullable Object>> values = new ArrayList<>();
      List<ColumnVector> keys = new ArrayList<>();
      for (DType type : types) {
        Shape shape = random.nextBoolean() ? Shape.WIDE : Shape.MANY;
        values.add(RandomColumns.values(random, type, rows, shape, nulls));
        keys.add(RandomColumns.either(budget, type, values.getLast(), new Random(seed)));
      }
      try (SparseKeys sparse = SparseKeys.of(budget, types, keys, rows, 1)) {
        if (sparse != null) {
          made++;
          check(budget, sparse, types, keys, values, seed);
        }
      }
      keys.forEach(ColumnVector::close);
    }
    assertThat(made).as("cases with many keys").isGreaterThan(150);
  }

  private static void check(
      MemoryBudget budget,
      SparseKeys sparse,
      List<DType> types,
      List<ColumnVector> keys,
      List<List<@Nullable Object>> values,
      long seed) {
    int rows = values.getFirst().size();
    Map<List<@Nullable Object>, Integer> first = new HashMap<>();
    int[] expected = new int[rows];
    for (int row = 0; row < rows; row++) {
      List<@Nullable Object> key = key(values, row);
      expected[row] = key.contains(null) ? KeyTable.ABSENT : numberOf(first, key, row);
    }
    List<Integer> ranges = new ArrayList<>(IntStream.range(0, SparseKeys.RANGES).boxed().toList());
    Collections.shuffle(ranges, new Random(seed));
    ranges.forEach(range -> sparse.fill(keys, range));
    sparse.fill(keys, 3);
    assertThat(ints(sparse.numbers(), rows)).as("seed %d, %s", seed, types).isEqualTo(expected);
    assertThat(sparse.isUnique(keys)).as("seed %d", seed).isEqualTo(first.size() == rows);
    List<List<@Nullable Object>> asked = new ArrayList<>();
    List<ColumnVector> probe = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(~seed);
    for (int c = 0; c < types.size(); c++) {
      List<@Nullable Object> column = new ArrayList<>(values.get(c));
      Collections.reverse(column);
      column.addAll(RandomColumns.values(random, types.get(c), 50, Shape.MANY, 0.1));
      asked.add(column);
      probe.add(RandomColumns.either(budget, types.get(c), column, new Random(~seed)));
    }
    int more = asked.getFirst().size();
    try (KeyTable table = sparse.table(budget);
        KeyFinder finder = table.finder(budget);
        NativeBuffer found = budget.allocate(4L * more)) {
      finder.find(probe, more, found.segment());
      int[] wanted =
          IntStream.range(0, more)
              .map(row -> first.getOrDefault(key(asked, row), KeyTable.ABSENT))
              .toArray();
      assertThat(ints(found.segment(), more)).as("found, seed %d", seed).isEqualTo(wanted);
    }
    probe.forEach(ColumnVector::close);
  }

  private static int numberOf(
      Map<List<@Nullable Object>, Integer> first, List<@Nullable Object> key, int row) {
    return requireNonNull(first.computeIfAbsent(key, _ -> row));
  }

  @Test
  void aRangeThatIsFullHandsItsKeysOver(MemoryBudget budget) {
    // 768 keys in 1,024 slots: if no range handed any over, this would not test what it should.
    int overflows = 0;
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Object> values = new ArrayList<>();
      for (int row = 0; row < MOST_ROWS; row++) {
        values.add(random.nextLong());
      }
      List<DType> types = List.of(DType.INT64);
      try (ColumnVector key = RandomColumns.flat(budget, DType.INT64, values);
          SparseKeys sparse =
              requireNonNull(SparseKeys.of(budget, types, List.of(key), MOST_ROWS, 1))) {
        for (int range = 0; range < SparseKeys.RANGES; range++) {
          sparse.fill(List.of(key), range);
        }
        overflows += sparse.handedOver();
        try (KeyTable table = sparse.table(budget);
            KeyFinder finder = table.finder(budget);
            NativeBuffer found = budget.allocate(4L * MOST_ROWS)) {
          finder.find(List.of(key), MOST_ROWS, found.segment());
          assertThat(ints(found.segment(), MOST_ROWS))
              .as("seed %d", seed)
              .isEqualTo(IntStream.range(0, MOST_ROWS).toArray());
        }
      }
    }
    assertThat(overflows).isGreaterThan(20);
  }

  @Test
  void fewKeysFewRowsAndTextsAreForATableThatGrows(MemoryBudget budget) {
    List<Object> same = new ArrayList<>(Collections.nCopies(1000, 7L));
    try (ColumnVector key = RandomColumns.flat(budget, DType.INT64, same);
        ColumnVector text =
            RandomColumns.flat(budget, DType.UTF8, List.of("a", "b", "c", "d", "e"))) {
      assertThat(SparseKeys.of(budget, List.of(DType.INT64), List.of(key), 1000, 1)).isNull();
      assertThat(SparseKeys.of(budget, List.of(DType.UTF8), List.of(text), 5, 1)).isNull();
      assertThat(SparseKeys.of(budget, List.of(DType.INT64), List.of(key), 5, 6)).isNull();
    }
  }

  private static List<@Nullable Object> key(List<List<@Nullable Object>> values, int row) {
    List<@Nullable Object> key = new ArrayList<>();
    for (List<@Nullable Object> column : values) {
      key.add(RandomColumns.key(column.get(row)));
    }
    return key;
  }

  private static int[] ints(MemorySegment numbers, int rows) {
    return IntStream.range(0, rows).map(row -> numbers.get(KeyTable.INT, 4L * row)).toArray();
  }
}
