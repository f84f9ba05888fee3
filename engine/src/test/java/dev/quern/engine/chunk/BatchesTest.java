package dev.quern.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class BatchesTest {

  @Test
  void concatenatesFlatEncodedAndSlicedParts(MemoryBudget budget) {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Random shuffle = new Random(seed);
      DType type = RandomColumns.anyType(random);
      List<@Nullable Object> expected = new ArrayList<>();
      List<ColumnVector> parts = new ArrayList<>();
      for (int part = random.nextInt(5); part > 0; part--) {
        List<@Nullable Object> values =
            RandomColumns.values(
                random,
                type,
                random.nextInt(200),
                RandomColumns.shape(random),
                RandomColumns.nullShare(random));
        ColumnVector column = RandomColumns.either(budget, type, values, shuffle);
        if (values.size() > 64 && random.nextBoolean()) {
          parts.add(column.slice(64, values.size() - 64));
          column.close();
          expected.addAll(values.subList(64, values.size()));
        } else {
          parts.add(column);
          expected.addAll(values);
        }
      }
      try (ColumnVector all = Batches.concat(budget, type, parts)) {
        parts.forEach(ColumnVector::close);
        assertThat(RandomColumns.keys(RandomColumns.objects(all)))
            .as("seed %d, %s", seed, type)
            .isEqualTo(RandomColumns.keys(expected));
      }
    }
  }

  @Test
  void slicesOfOneColumnKeepItsDictionaryAndItsHeaps(MemoryBudget budget) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      values.add("a string that does not fit a view, number " + i % 50);
    }
    try (ColumnVector encoded =
            RandomColumns.dictionary(budget, DType.UTF8, values, new Random(3));
        ColumnVector flat = RandomColumns.flat(budget, DType.UTF8, values)) {
      for (ColumnVector column : List.of(encoded, flat)) {
        try (ColumnVector first = column.slice(64, 64);
            ColumnVector second = column.slice(128, 72);
            ColumnVector all = Batches.concat(budget, DType.UTF8, List.of(first, second))) {
          assertThat(all.isDictionary()).isEqualTo(column.isDictionary());
          assertThat(all.heaps()).isSameAs(column.heaps());
          assertThat(RandomColumns.objects(all)).isEqualTo(values.subList(64, 200));
        }
      }
    }
  }

  @Test
  void noBatchesGiveNoRows(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("x", DType.INT64), Field.of("s", DType.UTF8));
    try (Batch none = Batches.concat(budget, schema, List.of())) {
      assertThat(none.rows()).isZero();
      assertThat(none.schema()).isEqualTo(schema);
    }
  }
}
