package dev.quern.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class KeyFilterTest {
  private static final Schema NUMBERS = Schema.of(Field.of("n", DType.INT64));

  @Test
  void nothingThatWasAddedIsDenied(MemoryBudget budget) {
    RandomBatches random = new RandomBatches(20_261_127, budget);
    try (Batch rows = random.next(RandomBatches.EVERY_TYPE, 700)) {
      for (int column = 0; column < rows.columns().size(); column++) {
        if (rows.column(column).type().equals(DType.INTERVAL)) {
          continue; // no key
        }
        List<Integer> keys = List.of(column, 0);
        try (KeyFilter filter = made(budget, rows.rows());
            Batch tail = rows.slice(320, 200)) {
          filter.add(budget, rows, keys);
          try (Batch found = filter.candidates(budget, tail, keys)) {
            assertThat(found.rows()).as("of column %d", column).isEqualTo(200);
          }
        }
      }
    }
  }

  @Test
  void fewOfTheOthersPass(MemoryBudget budget) {
    int n = 50_000;
    try (Batch even = numbers(budget, n, i -> 2 * i);
        Batch odd = numbers(budget, n, i -> 2 * i + 1);
        KeyFilter filter = made(budget, n)) {
      filter.add(budget, even, List.of(0));
      try (Batch found = filter.candidates(budget, odd, List.of(0))) {
        assertThat(found.rows()).isBetween(1, n / 25);
      }
    }
  }

  @Test
  void whatIsLeftKeepsItsOrder(MemoryBudget budget) {
    try (Batch asked = numbers(budget, 1_000, i -> 999 - i);
        Batch added = numbers(budget, 100, i -> 10 * i);
        KeyFilter filter = made(budget, 100)) {
      filter.add(budget, added, List.of(0));
      try (Batch found = filter.candidates(budget, asked, List.of(0))) {
        long[] values = found.column(0).values().toArray(ValueLayout.JAVA_LONG);
        List<Long> left = Arrays.stream(values, 0, found.rows()).boxed().toList();
        assertThat(left).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(left).containsAll(IntStream.range(0, 100).mapToObj(i -> 10L * i).toList());
      }
    }
  }

  @Test
  void thereIsNoneWhereItWouldPassTooMany(MemoryBudget budget) {
    assertThat(KeyFilter.of(budget, 1_000_000, 100_000)).isNull();
    try (KeyFilter least = Objects.requireNonNull(KeyFilter.of(budget, 1_000_000, 1 << 20))) {
      assertThat(least.batch().byteSize()).isEqualTo(1 << 20);
    }
  }

  private static KeyFilter made(MemoryBudget budget, int rows) {
    return Objects.requireNonNull(KeyFilter.of(budget, rows, 1 << 20));
  }

  private static Batch numbers(MemoryBudget budget, int n, LongUnaryOperator value) {
    NativeBuffer out = budget.allocate((long) Long.BYTES * n);
    for (int i = 0; i < n; i++) {
      out.segment().setAtIndex(ValueLayout.JAVA_LONG, i, value.applyAsLong(i));
    }
    return Batch.of(NUMBERS, n, List.of(ColumnVector.flat(DType.INT64, n, out, null)));
  }
}
