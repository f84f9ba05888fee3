package dev.quern.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TakeTest {

  @Test
  void gathersEveryTypeFlatAndEncodedWithAndWithoutMissingRows(MemoryBudget budget) {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DType type = RandomColumns.anyType(random);
      int n = random.nextInt(300);
      boolean missing = random.nextBoolean() || n == 0;
      List<@Nullable Object> values =
          RandomColumns.values(
              random, type, n, RandomColumns.shape(random), RandomColumns.nullShare(random));
      int count = random.nextInt(300);
      int[] rows = random.ints(count, missing ? -3 : 0, n).toArray();
      List<@Nullable Object> expected = new ArrayList<>();
      for (int row : rows) {
        expected.add(row < 0 ? null : values.get(row));
      }
      try (ColumnVector column = RandomColumns.either(budget, type, values, new Random(seed));
          NativeBuffer numbers = numbers(budget, rows);
          ColumnVector taken =
              missing
                  ? Take.gatherOrNull(budget, column, numbers.segment(), count)
                  : Take.gather(budget, column, numbers.segment(), count);
          ColumnVector flat = Selections.flat(budget, taken);
          ColumnVector compact = Compact.column(budget, taken)) {
        assertThat(RandomColumns.keys(RandomColumns.objects(taken)))
            .as("seed %d, %s", seed, column)
            .isEqualTo(RandomColumns.keys(expected));
        assertThat(flat.isDictionary()).isFalse();
        assertThat(RandomColumns.keys(RandomColumns.objects(flat)))
            .as("flat, seed %d, %s", seed, column)
            .isEqualTo(RandomColumns.keys(expected));
        assertThat(RandomColumns.keys(RandomColumns.objects(compact)))
            .as("compact, seed %d, %s", seed, column)
            .isEqualTo(RandomColumns.keys(expected));
      }
    }
  }

  @Test
  void aDictionaryStaysOne(MemoryBudget budget) {
    try (ColumnVector column =
            RandomColumns.dictionary(budget, DType.UTF8, List.of("x", "y", "x"), new Random(1));
        NativeBuffer rows = numbers(budget, 2, 0);
        ColumnVector taken = Take.gather(budget, column, rows.segment(), 2)) {
      assertThat(taken.isDictionary()).isTrue();
      assertThat(taken.dictionary().identity()).isSameAs(column.dictionary().identity());
    }
  }

  @Test
  void aRowOutsideTheColumnIsRefusedThoughThePaddingWouldHoldIt(MemoryBudget budget) {
    for (DType type : List.of(DType.INT8, DType.BOOL, DType.INT64, DType.UTF8)) {
      try (ColumnVector column =
              new ColumnBuilder(budget, type, 3).appendNull().appendNull().build();
          NativeBuffer rows = numbers(budget, 0, 2)) {
        assertThatThrownBy(() -> Take.gather(budget, column, rows.segment(), 2))
            .as(type.toString())
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Test
  void compactingLetsTheHeapsOfManyRowsGo(MemoryBudget budget) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      values.add("a string that does not fit a view, number " + i);
    }
    ColumnVector column = RandomColumns.flat(budget, DType.UTF8, values);
    try (NativeBuffer rows = numbers(budget, 17, 9_999)) {
      ColumnVector two = Take.gather(budget, column, rows.segment(), 2);
      column.close();
      try (ColumnVector compact = Compact.column(budget, two)) {
        two.close();
        assertThat(RandomColumns.objects(compact))
            .containsExactly(values.get(17), values.get(9_999));
        assertThat(compact.byteSize()).isLessThan(500);
        assertThat(budget.used()).isLessThan(20_000);
      }
    }
  }

  static NativeBuffer numbers(MemoryBudget budget, int... rows) {
    NativeBuffer buffer = budget.allocate(4L * rows.length);
    for (int i = 0; i < rows.length; i++) {
      buffer.segment().setAtIndex(ValueLayout.JAVA_INT, i, rows[i]);
    }
    return buffer;
  }
}
