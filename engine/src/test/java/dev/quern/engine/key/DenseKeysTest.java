package dev.quern.engine.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oracles are a HashMap and a TreeSet. */
@ExtendWith(LeakCheck.class)
class DenseKeysTest {
  private static final List<DType> TYPES =
      List.of(DType.INT8, DType.INT16, DType.INT32, DType.INT64, DType.DATE, DType.decimal(18, 2));

  @Test
  void keysOfTheirOwnHaveTheNumbersOfTheirRows(MemoryBudget budget) {
    for (DType type : TYPES) {
      for (long seed = 0; seed < 20; seed++) {
        Random random = new Random(seed);
        List<@Nullable Long> keys = keys(random);
        if (random.nextBoolean()) {
          Collections.shuffle(keys, random);
        }
        agree(budget, type, keys, true, "%s, seed %d".formatted(type, seed));
      }
    }
  }

  @Test
  void othersHaveTheirRanks(MemoryBudget budget) {
    for (DType type : TYPES) {
      for (long seed = 0; seed < 20; seed++) {
        Random random = new Random(seed);
        List<@Nullable Long> keys = keys(random);
        for (int more = 1 + random.nextInt(5000); more > 0; more--) {
          keys.add(random.nextInt(5) == 0 ? null : keys.get(random.nextInt(keys.size())));
        }
        Collections.shuffle(keys, random);
        agree(budget, type, keys, true, "%s, seed %d".formatted(type, seed));
      }
    }
  }

  @Test
  void theEndsOfTheRangeOfLongsAndOfTheBitmap(MemoryBudget budget) {
    agree(budget, DType.INT64, List.of(Long.MAX_VALUE, Long.MAX_VALUE - 63), true, "greatest");
    agree(budget, DType.INT64, List.of(Long.MIN_VALUE, Long.MIN_VALUE + 64), true, "least");
    agree(budget, DType.INT64, List.of(Long.MIN_VALUE, Long.MAX_VALUE), false, "both");
    agree(budget, DType.INT64, List.of(7L), true, "one");
    agree(budget, DType.INT64, List.of(0L, 255L), true, "128 bits a row");
    agree(budget, DType.INT64, List.of(0L, 256L), false, "one bit more");
    agree(budget, DType.INT64, List.of(), false, "none");
    agree(budget, DType.INT64, Arrays.asList(null, null), false, "nulls");
    agree(budget, DType.INT64, Arrays.asList(null, 3L), true, "one and a null");
    agree(budget, DType.FLOAT64, List.of(), false, "floats");
  }

  private static List<@Nullable Long> keys(Random random) {
    int gap = 1 + random.nextInt(60);
    List<@Nullable Long> keys = new ArrayList<>();
    for (long key = random.nextInt(60) - 100L; key < 120; key += 1 + random.nextInt(gap)) {
      keys.add(key);
    }
    return keys;
  }

  private static void agree(
      MemoryBudget budget, DType type, List<@Nullable Long> keys, boolean isDense, String context) {
    try (ColumnVector build = column(budget, type, keys);
        DenseKeys dense = DenseKeys.of(budget, build)) {
      assertThat(dense != null).as(context).isEqualTo(isDense);
      if (dense == null) {
        return;
      }
      TreeSet<Long> distinct = new TreeSet<>();
      keys.stream().filter(Objects::nonNull).forEach(distinct::add);
      assertThat(dense.size()).as(context).isEqualTo(distinct.size());
      assertThat(dense.isUnique()).as(context).isEqualTo(distinct.size() == keys.size());
      Map<Long, Integer> ranks = new HashMap<>();
      distinct.forEach(key -> ranks.put(key, ranks.size()));
      try (NativeBuffer numbers = budget.allocate(4L * keys.size())) {
        dense.ranks(build, numbers.segment());
        for (int row = 0; row < keys.size(); row++) {
          assertThat(numbers.segment().get(KeyTable.INT, 4L * row))
              .as("%s, rank in row %d", context, row)
              .isEqualTo(number(ranks, keys.get(row)));
        }
      }
      Map<Long, Integer> expected = ranks;
      if (dense.isUnique()) {
        expected = new HashMap<>();
        for (Long key : keys) {
          expected.put(key, expected.size());
        }
      }
      find(budget, dense, type, keys, expected, context);
    }
  }

  private static void find(
      MemoryBudget budget,
      DenseKeys dense,
      DType type,
      List<@Nullable Long> keys,
      Map<Long, Integer> expected,
      String context) {
    List<@Nullable Long> asked = new ArrayList<>();
    asked.add(null);
    for (Long key : keys) {
      for (int step = -2; key != null && step <= 2; step++) {
        long near = key + step;
        if (type.byteWidth() == 8 || Math.abs(near) < 127) {
          asked.add(near);
        }
      }
    }
    try (ColumnVector probe = column(budget, type, asked);
        KeyFinder finder = dense.finder(budget);
        NativeBuffer numbers = budget.allocate(4L * asked.size())) {
      finder.find(List.of(probe), asked.size(), numbers.segment());
      for (int row = 0; row < asked.size(); row++) {
        assertThat(numbers.segment().get(KeyTable.INT, 4L * row))
            .as("%s, key %d", context, asked.get(row))
            .isEqualTo(number(expected, asked.get(row)));
      }
    }
  }

  private static int number(Map<Long, Integer> numbers, @Nullable Long key) {
    return key == null ? KeyTable.ABSENT : numbers.getOrDefault(key, KeyTable.ABSENT);
  }

  private static ColumnVector column(MemoryBudget budget, DType type, List<@Nullable Long> values) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, type, Math.max(1, values.size()))) {
      for (Long value : values) {
        if (value == null) {
          builder.appendNull();
        } else if (type == DType.FLOAT64) {
          builder.append((double) value);
        } else {
          builder.append(value);
        }
      }
      return builder.build();
    }
  }
}
