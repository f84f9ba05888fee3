package dev.quern.engine.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class SpooledBatchesTest {
  @TempDir Path folder;

  private final List<String> expected = new ArrayList<>();

  /** Eight batches, the first {@code onDisk} of them put aside. */
  private SpooledBatches spooled(MemoryBudget budget, SpillSpace space, int onDisk) {
    RandomBatches random = new RandomBatches(7, budget);
    try (Spool spool = new Spool(space, "rows", RandomBatches.EVERY_TYPE)) {
      for (int i = 0; i < 8; i++) {
        Batch batch = random.next(RandomBatches.EVERY_TYPE, 100 + 10 * i);
        expected.addAll(text(batch));
        spool.add(batch);
        if (i + 1 == onDisk) {
          spool.putAside();
          assertThat(spool.bytes()).isZero();
        }
      }
      return spool.finish();
    }
  }

  private static List<String> text(Batch batch) {
    return BatchRows.toRows(batch).stream().map(r -> Arrays.deepToString(r.toArray())).toList();
  }

  private static List<String> read(BatchReader reader) {
    List<String> rows = new ArrayList<>();
    try (reader) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        rows.addAll(text(batch));
        batch.close();
      }
    }
    return rows;
  }

  @Test
  void readsTheSameFromMemoryAndFromDisk(MemoryBudget budget) {
    for (int onDisk = 0; onDisk <= 8; onDisk += 4) {
      expected.clear();
      TempSpillSpace space = new TempSpillSpace(folder);
      try (SpooledBatches batches = spooled(budget, space, onDisk)) {
        assertThat(batches.isInMemory()).isEqualTo(onDisk == 0);
        assertThat(read(batches.open(budget))).isEqualTo(expected);
        long held = batches.byteSize();
        assertThat(batches.spill(space)).isEqualTo(held);
        assertThat(batches.byteSize()).isZero();
        assertThat(batches.spill(space)).isZero();
        assertThat(read(batches.open(budget))).isEqualTo(expected);
        assertThat(read(batches.open(budget, 3, 6)))
            .isEqualTo(expected.subList(100 + 110 + 120, 100 + 110 + 120 + 130 + 140 + 150));
      }
      space.close();
    }
  }

  @Test
  void aReaderInTheMiddleDoesNotNoticeThatTheRestGoesToDisk(MemoryBudget budget) {
    TempSpillSpace space = new TempSpillSpace(folder);
    try (SpooledBatches batches = spooled(budget, space, 2);
        BatchReader reader = batches.open(budget)) {
      List<String> rows = new ArrayList<>();
      int number = 0;
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        if (number++ == 4) {
          batches.spill(space);
        }
        rows.addAll(text(batch));
        batch.close();
      }
      assertThat(rows).isEqualTo(expected);
    }
    space.close();
  }

  @Test
  void aFullDiskLeavesWhatWasInMemory(MemoryBudget budget) {
    TempSpillSpace space = new TempSpillSpace(folder, 0);
    try (SpooledBatches batches = spooled(budget, space, 0)) {
      assertThatThrownBy(() -> batches.spill(space)).isInstanceOf(StorageException.class);
      assertThat(read(batches.open(budget))).isEqualTo(expected);
    }
    space.close();
  }

  @Test
  void isClosedOnceForEachOwner(MemoryBudget budget) {
    TempSpillSpace space = new TempSpillSpace(folder);
    SpooledBatches batches = spooled(budget, space, 4);
    batches.retain();
    batches.close();
    assertThat(read(batches.open(budget))).isEqualTo(expected);
    batches.close();
    assertThatThrownBy(() -> batches.open(budget)).isInstanceOf(MemoryFaultException.class);
    assertThatThrownBy(batches::close).isInstanceOf(MemoryFaultException.class);
    space.close();
  }
}
