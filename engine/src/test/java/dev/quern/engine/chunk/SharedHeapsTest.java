package dev.quern.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Texts of batches that a merge gives are in the buffers of its inputs, of which each counts once.
 */
@ExtendWith(LeakCheck.class)
class SharedHeapsTest {
  private static final Schema SCHEMA = Schema.of(Field.of("text", DType.UTF8));
  private static final int ROWS = 200;

  @Test
  void buffersOfMergedBatchesAreThereOnce(MemoryBudget budget) {
    List<Batch> runs = List.of(run(budget, "a"), run(budget, "b"), run(budget, "c"));
    List<Batch> merged = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int from = 0; from < ROWS; from += 50) {
      merged.add(merge(budget, runs, from, 50, expected));
    }
    int buffers = runs.stream().mapToInt(run -> run.column(0).heaps().size()).sum();
    Footprint footprint = new Footprint();
    merged.forEach(footprint::add);
    long texts = runs.stream().mapToLong(run -> run.column(0).heaps().byteSize()).sum();
    assertThat(footprint.bytes()).isEqualTo(16L * 3 * ROWS + texts);
    try (BatchList list = BatchList.of(SCHEMA, merged.stream().map(Batch::retain).toList());
        Batch whole = Batches.concat(budget, SCHEMA, merged)) {
      assertThat(list.byteSize()).isEqualTo(footprint.bytes());
      assertThat(whole.column(0).heaps().size()).isEqualTo(buffers);
      assertThat(texts(whole)).isEqualTo(expected);
      try (Batch again = merge(budget, List.of(runs.get(2), whole, runs.get(0)), 0, 9, List.of())) {
        assertThat(again.column(0).heaps().size()).isEqualTo(buffers);
        assertThat(texts(again).subList(0, 6))
            .containsExactly(
                text("c", 0),
                expected.get(0),
                text("a", 0),
                text("c", 1),
                expected.get(1),
                text("a", 1));
      }
    }
    merged.forEach(Batch::close);
    runs.forEach(Batch::close);
  }

  private static Batch run(MemoryBudget budget, String name) {
    try (ColumnBuilder column = new ColumnBuilder(budget, DType.UTF8, ROWS)) {
      for (int i = 0; i < ROWS; i++) {
        column.append(text(name, i));
      }
      return Batch.of(SCHEMA, ROWS, List.of(column.build()));
    }
  }

  private static String text(String run, int row) {
    return row % 7 == 0 ? run + row : "a text of more than twelve bytes, %s %d".formatted(run, row);
  }

  /* Rows of all batches in turn. */
  private static Batch merge(
      MemoryBudget budget, List<Batch> batches, int from, int each, List<String> expected) {
    int rows = each * batches.size();
    try (NativeBuffer sources = budget.allocate(4L * rows);
        NativeBuffer numbers = budget.allocate(4L * rows)) {
      for (int i = 0; i < rows; i++) {
        int source = i % batches.size();
        int row = from + i / batches.size();
        Slots.setInt32(sources.segment(), i, source);
        Slots.setInt32(numbers.segment(), i, row);
        if (expected instanceof ArrayList<String>) {
          expected.add(text(String.valueOf("abc".charAt(source)), row));
        }
      }
      return Interleave.gather(budget, SCHEMA, batches, sources.segment(), numbers.segment(), rows);
    }
  }

  private static List<String> texts(Batch batch) {
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      texts.add(String.valueOf(Values.objectAt(batch.column(0), row)));
    }
    return texts;
  }
}
