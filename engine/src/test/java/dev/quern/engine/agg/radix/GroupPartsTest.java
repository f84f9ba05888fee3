package dev.quern.engine.agg.radix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.agg.Aggregate;
import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.agg.Grouping;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.TempSpillSpace;
import dev.quern.engine.spill.TestTaskContext;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class GroupPartsTest {
  private static final Schema ROWS =
      Schema.of(Field.of("k", DType.INT64), Field.of("s", DType.UTF8));
  private static final int COUNT = 40_000;
  private static final long BLOCK = 16 << 10;

  @TempDir Path folder;

  /** It once needed copies in the very memory that was full; of rows, and of their states. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void goToDiskWhenTheMemoryIsFull(int rowsOfAKey, MemoryBudget budget) {
    Grouping grouping =
        new Grouping(ROWS, List.of(0), List.of(Aggregate.of("s", AggregateFunction.MAX, 1)));
    try (TempSpillSpace disk = new TempSpillSpace(folder);
        MemoryBudget memory = budget.child("memory", 32 << 20);
        GroupParts groups =
            groups(new TestTaskContext(memory, disk, 16 << 20, () -> {}), grouping, rowsOfAKey)) {
      long held = groups.byteSize();
      assertThat(held).isGreaterThan(1 << 20);
      List<NativeBuffer> others = new ArrayList<>();
      while (memory.available() >= 2 * BLOCK) {
        others.add(memory.allocate(BLOCK));
      }
      assertThat(memory.available()).isLessThan(2 * BLOCK);

      assertThat(groups.spill(disk)).isEqualTo(held);
      assertThat(groups.byteSize()).isZero();
      others.forEach(NativeBuffer::close);
      assertThat(disk.used()).isPositive();
    }
  }

  private static GroupParts groups(TestTaskContext context, Grouping grouping, int rowsOfAKey) {
    try (PartialGroups groups = new PartialGroups(context, grouping);
        ColumnBuilder keys = new ColumnBuilder(context.memory(), DType.INT64, COUNT);
        ColumnBuilder texts = new ColumnBuilder(context.memory(), DType.UTF8, COUNT)) {
      for (int row = 0; row < COUNT; row++) {
        keys.append(row / rowsOfAKey * 7919L);
        texts.append("a text that is not kept in place " + row);
      }
      try (Batch rows = Batch.of(ROWS, COUNT, List.of(keys.build(), texts.build()))) {
        groups.consume(rows);
      }
      return groups.finish();
    }
  }
}
