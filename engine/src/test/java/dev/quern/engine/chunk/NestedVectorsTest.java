package dev.quern.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class NestedVectorsTest {

  @Test
  void slicesAndFilters(MemoryBudget budget) {
    for (long seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DType type = RandomColumns.NESTED.get(random.nextInt(RandomColumns.NESTED.size()));
      int n = 64 + random.nextInt(300);
      List<@Nullable Object> values =
          RandomColumns.values(
              random, type, n, RandomColumns.shape(random), RandomColumns.nullShare(random));
      try (ColumnVector column = RandomColumns.either(budget, type, values, new Random(seed));
          ColumnVector slice = column.slice(64, n - 64);
          NativeBuffer bits = budget.allocateZeroed(Bitmaps.byteSize(n))) {
        List<@Nullable Object> kept = new ArrayList<>();
        for (int row = 64; row < n; row++) {
          if (random.nextInt(3) == 0) {
            Bitmaps.set(bits.segment(), row - 64, true);
            kept.add(values.get(row));
          }
        }
        try (ColumnVector filtered = Selections.filter(budget, slice, bits.segment(), kept.size());
            ColumnVector dense =
                type.layout() == dev.quern.engine.type.Layout.SPAN && !filtered.isDictionary()
                    ? Spans.dense(budget, filtered)
                    : filtered.retain()) {
          assertSame(filtered, kept, seed);
          assertSame(dense, kept, seed);
        }
      }
    }
  }

  @Test
  void interleavesSourcesThatShareElementsOrNot(MemoryBudget budget) {
    for (long seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DType type = RandomColumns.NESTED.get(random.nextInt(RandomColumns.NESTED.size()));
      Schema schema = Schema.of(Field.of("x", type));
      List<Batch> batches = new ArrayList<>();
      List<List<@Nullable Object>> values = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int n = 1 + random.nextInt(100);
        values.add(
            RandomColumns.values(
                random, type, n, RandomColumns.shape(random), RandomColumns.nullShare(random)));
        ColumnVector column =
            RandomColumns.either(budget, type, values.getLast(), new Random(seed + i));
        batches.add(Batch.of(schema, n, List.of(column)));
      }
      batches.add(batches.getFirst().retain());
      values.add(values.getFirst());
      int count = random.nextInt(200);
      List<@Nullable Object> expected = new ArrayList<>();
      try (NativeBuffer sources = budget.allocate(4L * count);
          NativeBuffer rows = budget.allocate(4L * count)) {
        for (int i = 0; i < count; i++) {
          int source = random.nextInt(batches.size());
          int row = random.nextInt(values.get(source).size());
          Slots.setInt32(sources.segment(), i, source);
          Slots.setInt32(rows.segment(), i, row);
          expected.add(values.get(source).get(row));
        }
        try (Batch merged =
            Interleave.gather(budget, schema, batches, sources.segment(), rows.segment(), count)) {
          assertSame(merged.column(0), expected, seed);
        }
      } finally {
        batches.forEach(Batch::close);
      }
    }
  }

  @Test
  void nullsOfEveryNestedType(MemoryBudget budget) {
    for (DType type : RandomColumns.NESTED) {
      try (ColumnVector nulls = Nulls.column(budget, type, 70)) {
        assertThat(RandomColumns.objects(nulls)).hasSize(70).containsOnlyNulls();
      }
    }
  }

  @Test
  void aNullListIsNotAnEmptyOne(MemoryBudget budget) {
    List<@Nullable Object> values = Arrays.asList(List.of(), null, Arrays.asList(1L, null));
    try (ColumnVector column = RandomColumns.flat(budget, DType.list(DType.INT64), values)) {
      assertThat(RandomColumns.objects(column)).isEqualTo(values);
      assertThat(column.nullCount()).isEqualTo(1);
      assertThat(column).hasToString("list(int64)[3]");
    }
  }

  @Test
  void fieldsUnderNullStructsAreNull(MemoryBudget budget) {
    DType type = DType.struct(Field.of("a", DType.INT64));
    List<@Nullable Object> values = new ArrayList<>();
    for (long i = 0; i < 200; i++) {
      values.add(i % 3 == 0 ? null : java.util.Map.of("a", i));
    }
    try (ColumnVector column = RandomColumns.flat(budget, type, values);
        ColumnVector slice = column.slice(64, 100);
        ColumnVector field = slice.fields().getFirst().under(budget, slice.validityOrAll())) {
      for (int row = 0; row < 100; row++) {
        Object expected = (row + 64) % 3 == 0 ? null : (Object) (long) (row + 64);
        assertThat(Values.objectAt(field, row)).isEqualTo(expected);
      }
    }
  }

  @Test
  void elementsThatBatchesShareCountOnce(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("x", DType.list(DType.INT64)));
    List<@Nullable Object> values = new ArrayList<>();
    for (long i = 0; i < 128; i++) {
      values.add(List.of(i, i, i, i));
    }
    try (Batch whole =
            Batch.of(
                schema, 128, List.of(RandomColumns.flat(budget, DType.list(DType.INT64), values)));
        Batch first = whole.slice(0, 64);
        Batch second = whole.slice(64, 64)) {
      Footprint footprint = new Footprint();
      footprint.add(first);
      footprint.add(second);
      assertThat(footprint.bytes()).isEqualTo(128 * 8 + 512 * 8);
      assertThat(first.byteSize()).isEqualTo(64 * 8 + 512 * 8);
      try (Batch compact = Compact.batch(budget, first)) {
        assertThat(compact.byteSize()).isEqualTo(64 * 8 + 256 * 8);
      }
    }
  }

  @Test
  void refusesTypesThatMakeNoSense() {
    assertThatThrownBy(() -> DType.struct())
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("without fields");
    assertThatThrownBy(() -> DType.struct(Field.of("a", DType.BOOL), Field.of("a", DType.BOOL)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("'a'");
    assertThatThrownBy(
            () -> {
              DType deep = DType.BOOL;
              while (true) {
                deep = DType.list(deep);
              }
            })
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("64 times");
  }

  private static void assertSame(
      ColumnVector column, List<? extends @Nullable Object> expected, long seed) {
    assertThat(RandomColumns.keys(RandomColumns.objects(column)))
        .as("seed %d, %s", seed, column)
        .isEqualTo(RandomColumns.keys(expected));
  }
}
