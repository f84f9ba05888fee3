package dev.quern.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.event.TaskEvent;
import dev.quern.scheduler.event.TaskListener;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.SerialLanes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which results are put aside, and how they come back. */
class ResultsTest extends StoredBlocks {

  @Test
  void whatIsNeededLastGoesFirst() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    // Source 2 is read by task 4, the first to run; source 0 by 5, source 1 by 6, and 3 by 7.
    ChunkStore store = store(memory, 4, 2, 0, 1, 3);
    for (int task = 0; task < 4; task++) {
      store.put(task, block(memory.memory(), task), 0);
    }
    // A block of 256 KiB takes 320 KiB, so 2816 are free.
    List<String> left = new ArrayList<>();
    for (long size : new long[] {3072, 3584, 4096}) {
      try (NativeBuffer _ = memory.memory().allocate((size << 10) - SLACK)) {
        left.add(inMemory(memory));
      }
    }

    assertThat(left).containsExactly("0 1 2", "2", "");
    checkAndRelease(store, 4);
    assertThat(store.liveBytes()).isZero();
  }

  @Test
  void whatIsPutAsideAndReadBackIsToldOfItsTaskAndGraph() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    List<TaskEvent> told = new ArrayList<>();
    TaskListener listener = told::add;
    Lanes lanes = new SerialLanes();
    Events events = new Events(lanes, List.of(listener));
    memory.tell(events);
    ChunkStore store = store(memory, 1, 0);
    store.put(0, block(memory.memory(), 0), 0);
    try (NativeBuffer _ = memory.memory().allocate((4096 << 10) - SLACK)) {
      assertThat(inMemory(memory)).isEmpty();
    }
    checkAndRelease(store, 1);
    events.close();
    lanes.close();

    assertThat(told)
        .map(event -> event.getClass().getSimpleName())
        .containsExactly("Spilled", "Reserved", "Reloaded");
    assertThat(told.getFirst().task()).isEqualTo(told.getLast().task());
    assertThat(told.getFirst().task().graph()).isEqualTo(7);
    assertThat(told.getFirst().task().origin().label()).isEqualTo("source 0");
    assertThat(told.getFirst().task().origin().where()).hasToString("Sources.java:1");
  }

  @Test
  void aReaderThatIsDoneIsNoLongerCounted() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    // Source 0 is read by tasks 2 and 4, source 1 by task 3.
    ChunkStore store = store(memory, 2, 0, 1, 0);
    store.put(0, block(memory.memory(), 0), 0);
    store.put(1, block(memory.memory(), 1), 0);
    long most = (3584 << 10) - SLACK;
    try (NativeBuffer _ = memory.memory().allocate(most)) {
      assertThat(inMemory(memory)).isEqualTo("0");
    }
    store.release(0, 2, 0);
    assertThat(pinned(Block.class, store.pin(1)).longAt(0)).isEqualTo(1);
    store.unpin(1);
    try (NativeBuffer _ = memory.memory().allocate(most)) {
      assertThat(inMemory(memory)).isEqualTo("1");
    }
    store.drop(0, 0);
    store.drop(1, 0);
  }

  @Test
  void whatIsBeingReadStays() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    ChunkStore store = store(memory, 2, 0, 1);
    store.put(0, block(memory.memory(), 0), 0);
    store.put(1, block(memory.memory(), 1), 0);
    Block pinned = pinned(Block.class, store.pin(1));

    assertThatThrownBy(() -> memory.memory().allocate(LIMIT - BLOCK))
        .isInstanceOf(MemoryLimitException.class)
        .hasMessageContaining("source 1 (at Sources.java:2): 1 results, 256.0 KiB in memory")
        .hasMessageContaining("256.0 KiB being read")
        .hasMessageContaining("Give the session more memory");
    assertThat(inMemory(memory)).isEqualTo("1");
    assertThat(pinned.longAt(7)).isEqualTo(8);
    store.unpin(1);
    checkAndRelease(store, 2);
  }

  @Test
  void moreResultsThanMemoryGoToDiskAsTheyAreMade() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    int count = 64;
    int[] read = new int[count];
    for (int i = 0; i < count; i++) {
      read[i] = i;
    }
    ChunkStore store = store(memory, count, read);
    for (int task = 0; task < count; task++) {
      store.put(task, block(memory.memory(), task), 0);
      assertThat(memory.isBeyond(MemoryLedger.SPILL, 0)).isFalse();
      assertThat(store.liveBytes()).isLessThanOrEqualTo(memory.memory().used());
    }
    checkAndRelease(store, count);
    assertThat(store.liveBytes()).isZero();
    assertThat(store.peakBytes()).isLessThan(LIMIT);
  }

  @Test
  void everyKindOfChunkComesBack() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    Schema schema = Schema.of(Field.of("n", DType.INT64), Field.of("s", DType.UTF8));
    RandomBatches random = new RandomBatches(11, memory.memory());
    Batch batch = random.next(schema, 5_000);
    List<Batch> parts = List.of(random.next(schema, 3_000), random.next(schema, 0));
    Spool spool = new Spool(memory.spill(), "spooled", schema);
    spool.add(batch.retain());
    spool.add(parts.getFirst().retain());
    List<Object> expected =
        List.of(
            BatchRows.toRows(batch),
            parts.stream().map(BatchRows::toRows).toList(),
            List.of(BatchRows.toRows(batch), BatchRows.toRows(parts.getFirst())));
    ChunkStore store = store(memory, 3, 0, 1, 2);
    store.put(0, batch, 0);
    store.put(1, BatchList.of(schema, parts), 0);
    store.put(2, spool.finish(), 0);

    try (NativeBuffer _ = memory.memory().allocate(LIMIT / 16 * 15)) {
      assertThat(inMemory(memory)).isEmpty();
    }

    assertThat(BatchRows.toRows(pinned(Batch.class, store.pin(0)))).isEqualTo(expected.get(0));
    assertThat(
            pinned(BatchList.class, store.pin(1)).batches().stream()
                .map(BatchRows::toRows)
                .toList())
        .isEqualTo(expected.get(1));
    List<Batch> loaded = pinned(SpooledBatches.class, store.pin(2)).load(memory.memory());
    assertThat(loaded.stream().map(BatchRows::toRows).toList()).isEqualTo(expected.get(2));
    loaded.forEach(Batch::close);
    for (int task = 0; task < 3; task++) {
      store.unpin(task);
      store.release(task, task + 3, 0);
    }
  }

  @Test
  void whatIsTakenComesIntoMemoryAndIsTheCallers() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    ChunkStore store = store(memory, 1, 0);
    store.put(0, block(memory.memory(), 3), 0);
    try (NativeBuffer _ = memory.memory().allocate(LIMIT / 16 * 15)) {
      assertThat(inMemory(memory)).isEmpty();
    }
    assertThat(store.liveBytes()).isZero();
    try (Chunk taken = store.take(0, 0)) {
      assertThat(pinned(Block.class, taken).longAt(5)).isEqualTo(8);
    }
    assertThat(store.liveBytes()).isZero();
    assertThat(store.take(0, 0)).isNull();
  }
}
