package dev.quern.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the ledger does when memory is short, the disk is full, or somebody reserves memory. */
class MemoryLedgerTest extends StoredBlocks {

  /** It once waited for itself to give something back. */
  @Test
  @Timeout(60)
  void writingThatNeedsMemoryDoesNotWaitForItself() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    ChunkStore store = store(memory, 1, 0);
    store.put(
        0, new Greedy(memory.memory(), memory.memory().allocate(2 << 20), new AtomicInteger()), 0);

    assertThatThrownBy(() -> memory.memory().allocate(3 << 20))
        .isInstanceOf(MemoryLimitException.class);
    store.drop(0, 0);
  }

  /** Each try once had all others tried again, and so on: for n of them n! tries. */
  @Test
  @Timeout(60)
  void whatCannotBeWrittenIsTriedOnceForAnAllocation() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    int count = 12;
    ChunkStore store = store(memory, count, IntStream.range(0, count).toArray());
    AtomicInteger tries = new AtomicInteger();
    for (int task = 0; task < count; task++) {
      store.put(task, new Greedy(memory.memory(), memory.memory().allocate(BLOCK), tries), 0);
    }
    tries.set(0);

    assertThatThrownBy(() -> memory.memory().allocate(3 << 20))
        .isInstanceOf(MemoryLimitException.class);
    assertThat(tries).hasValue(count);
    for (int task = 0; task < count; task++) {
      store.drop(task, 0);
    }
  }

  /** A chunk that needs more memory to go to disk than there is. */
  private record Greedy(MemoryBudget memory, NativeBuffer buffer, AtomicInteger tries)
      implements Spillable {
    @Override
    public long spill(SpillSpace space) {
      tries.incrementAndGet();
      try (NativeBuffer more = memory.allocate(3 << 20)) {
        throw new AssertionError("there is no room for " + more.size());
      }
    }

    @Override
    public long byteSize() {
      return buffer.size();
    }

    @Override
    public Greedy retain() {
      return new Greedy(memory, buffer.retain(), tries);
    }

    @Override
    public void close() {
      buffer.close();
    }
  }

  @Test
  void aFullDiskIsToldAndNothingIsLost() {
    MemoryLedger memory = ledger(OptionalLong.of(1_000));
    ChunkStore store = store(memory, 8, 0, 1, 2, 3, 4, 5, 6, 7);
    for (int task = 0; task < 8; task++) {
      store.put(task, block(memory.memory(), task), 0);
    }

    assertThatThrownBy(() -> memory.memory().allocate(LIMIT - BLOCK))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(folder.toString());
    assertThat(inMemory(memory)).isEqualTo("0 1 2 3 4 5 6 7");
    checkAndRelease(store, 8);
  }

  @Test
  void withoutADiskALackOfMemoryIsALackOfMemory() {
    MemoryLedger memory = ledger(OptionalLong.of(0));
    ChunkStore store = store(memory, 8, 0, 1, 2, 3, 4, 5, 6, 7);
    for (int task = 0; task < 8; task++) {
      store.put(task, block(memory.memory(), task), 0);
    }
    assertThatThrownBy(() -> memory.memory().allocate(LIMIT - BLOCK))
        .isInstanceOf(MemoryLimitException.class);
    checkAndRelease(store, 8);
  }

  @Test
  void readersAndThoseWhoNeedMemoryMayMeet() throws Exception {
    MemoryLedger memory = ledger(OptionalLong.empty());
    int count = 10;
    int threads = 4;
    ChunkStore store = store(memory, count, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    for (int task = 0; task < count; task++) {
      store.put(task, block(memory.memory(), task), 0);
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        SplittableRandom random = new SplittableRandom(t);
        boolean reads = t < threads / 2;
        running.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 300; i++) {
                    if (reads) {
                      int task = random.nextInt(count);
                      Block block = pinned(Block.class, store.pin(task));
                      assertThat(block.longAt(random.nextLong(block.size()))).isNotNegative();
                      assertThat(block.longAt(100)).isEqualTo(task + 100);
                      store.unpin(task);
                    } else {
                      memory.memory().allocate(LIMIT / 4 + random.nextLong(LIMIT / 16)).close();
                    }
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    checkAndRelease(store, count);
  }

  @Test
  void theShareIsThatOfThoseWhoGather() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    long target = LIMIT / 100 * 60 + LIMIT % 100 * 60 / 100;
    assertThat(memory.shares().each()).isEqualTo(target);
    memory.shares().begin();
    assertThat(memory.shares().each()).isEqualTo(target);
    memory.shares().begin();
    assertThat(memory.shares().each()).isEqualTo(target / 2);
    memory.shares().end();
    memory.shares().keep(100_000);
    assertThat(memory.shares().each()).isEqualTo(target - 100_000);
    try (MemoryBudget _ = memory.reserve("model", 200_000)) {
      assertThat(memory.shares().each()).isEqualTo(target - 300_000);
    }
    memory.shares().keep(LIMIT);
    assertThat(memory.shares().each()).isEqualTo(LIMIT / 64);
    memory.shares().end();
  }

  @Test
  void aReservationIsHeldLikeMemoryAndPutsResultsAside() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    ChunkStore store = store(memory, 2, 0, 1);
    store.put(0, block(memory.memory(), 0), 0);
    store.put(1, block(memory.memory(), 1), 0);
    try (MemoryBudget model = memory.reserve("model", LIMIT - BLOCK / 2)) {
      assertThat(inMemory(memory)).isEmpty();
      assertThatThrownBy(() -> memory.memory().allocate(BLOCK))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("model: 3.9 MiB");
      assertThatThrownBy(() -> memory.reserve("another", BLOCK))
          .isInstanceOf(MemoryLimitException.class);
      try (NativeBuffer inside = model.allocate(BLOCK)) {
        assertThat(inside.size()).isEqualTo(BLOCK);
      }
    }
    assertThat(memory.memory().used()).isZero();
    checkAndRelease(store, 2);
  }
}
