package dev.quern.engine.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oracle is a HashMap. */
@ExtendWith(LeakCheck.class)
class RankedKeysTest {
  private static final List<DType> TYPES =
      List.of(DType.INT8, DType.INT16, DType.INT32, DType.INT64, DType.DATE, DType.decimal(18, 2));

  @Test
  void findsWhatTheHashTableFinds(MemoryBudget budget) {
    for (DType type : TYPES) {
      for (long seed = 0; seed < 20; seed++) {
        Random random = new Random(seed);
        int gap = 1 + random.nextInt(60);
        long base = random.nextInt(3) == 0 ? -50 : random.nextInt(60) - 100;
        List<Long> keys = new ArrayList<>();
        for (long key = base; key < 120 && keys.size() < 4000; key += 1 + random.nextInt(gap)) {
          keys.add(key);
        }
        if (random.nextBoolean()) {
          Collections.shuffle(keys, random);
        }
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
    agree(budget, DType.INT64, List.of(0L, 255L), true, "128 bits a key");
    agree(budget, DType.INT64, List.of(0L, 256L), false, "one bit more");
    agree(budget, DType.INT64, List.of(), false, "none");
  }

  private static void agree(
      MemoryBudget budget, DType type, List<Long> keys, boolean dense, String context) {
    Map<Long, Integer> oracle = new HashMap<>();
    List<Long> asked = new ArrayList<>();
    for (long key : keys) {
      oracle.put(key, oracle.size());
      LongStream.rangeClosed(-2, 2)
          .map(step -> key + step)
          .filter(near -> type.byteWidth() == 8 || Math.abs(near) < 127)
          .forEach(asked::add);
    }
    try (KeyTable table = new KeyTable(budget, List.of(type));
        ColumnVector build = column(budget, type, keys);
        ColumnVector probe = column(budget, type, asked);
        NativeBuffer numbers = budget.allocate(4L * Math.max(keys.size(), asked.size()) + 4)) {
      table.number(List.of(build), keys.size(), numbers.segment());
      table.rank(budget);
      assertThat(table.ranked() != null).as(context).isEqualTo(dense);
      try (KeyTable.Finder finder = table.finder(budget)) {
        finder.find(List.of(probe), asked.size(), numbers.segment());
      }
      for (int i = 0; i < asked.size(); i++) {
        assertThat(numbers.segment().get(KeyTable.INT, 4L * i))
            .as("%s, key %d", context, asked.get(i))
            .isEqualTo(oracle.getOrDefault(asked.get(i), KeyTable.ABSENT));
      }
    }
  }

  private static ColumnVector column(MemoryBudget budget, DType type, List<Long> values) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, type, Math.max(1, values.size()))) {
      values.forEach(builder::append);
      return builder.build();
    }
  }
}
