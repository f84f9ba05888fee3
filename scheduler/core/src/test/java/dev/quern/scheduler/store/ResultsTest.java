package dev.quern.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
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
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store whose results do not fit, without a run around it. */
class ResultsTest {
  private static final long LIMIT = 4 << 20;
  private static final int BLOCK = 256 << 10;
  private static final int SLACK = 64;
  private static final Operator NEVER =
      (_, _) -> {
        throw new AssertionError("nothing is run here");
      };

  @TempDir Path folder;
  private @Nullable SpillFiles files;
  private @Nullable MemoryLedger ledger;

  private MemoryLedger ledger(OptionalLong disk) {
    SpillFiles opened = new SpillFiles(folder, disk);
    files = opened;
    MemoryLedger made = new MemoryLedger("test", LIMIT, opened);
    ledger = made;
    return made;
  }

  @AfterEach
  void nothingIsLeft() {
    if (ledger != null && files != null) {
      assertThat(ledger.holders()).isEmpty();
      assertThat(files.used()).isZero();
      files.close();
      ledger.memory().close();
    }
    assertThat(folder).isEmptyDirectory();
  }

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

  /** It once waited for itself to give something back. */
  @Test
  @Timeout(60)
  void writingThatNeedsMemoryDoesNotWaitForItself() {
    MemoryLedger memory = ledger(OptionalLong.empty());
    ChunkStore store = store(memory, 1, 0);
    store.put(0, new Greedy(memory.memory(), memory.memory().allocate(2 << 20)), 0);

    assertThatThrownBy(() -> memory.memory().allocate(3 << 20))
        .isInstanceOf(MemoryLimitException.class);
    store.drop(0, 0);
  }

  /** A chunk that needs more memory to go to disk than there is. */
  private record Greedy(MemoryBudget memory, NativeBuffer buffer) implements Spillable {
    @Override
    public long spill(SpillSpace space) {
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
      return new Greedy(memory, buffer.retain());
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
    assertThat(memory.share()).isEqualTo(target);
    memory.beginGathering();
    assertThat(memory.share()).isEqualTo(target);
    memory.beginGathering();
    assertThat(memory.share()).isEqualTo(target / 2);
    memory.endGathering();
    memory.keep(100_000);
    assertThat(memory.share()).isEqualTo(target - 100_000);
    try (MemoryBudget _ = memory.reserve("model", 200_000)) {
      assertThat(memory.share()).isEqualTo(target - 300_000);
    }
    memory.keep(LIMIT);
    assertThat(memory.share()).isEqualTo(LIMIT / 64);
    memory.endGathering();
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

  private static void checkAndRelease(ChunkStore store, int sources) {
    for (int task = 0; task < sources; task++) {
      assertThat(pinned(Block.class, store.pin(task)).longAt(5)).isEqualTo(task + 5);
      store.unpin(task);
      store.drop(task, 0);
    }
  }

  /* The sources in memory, by what refusals tell. */
  private static String inMemory(MemoryLedger memory) {
    List<String> found = new ArrayList<>();
    for (String line : memory.holders().lines().sorted().toList()) {
      if (!line.contains("1 results, 0 B in memory")) {
        found.add(line.strip().split(" ", -1)[1]);
      }
    }
    return String.join(" ", found);
  }

  /** As many sources, and behind them readers of one source each. */
  private static ChunkStore store(MemoryLedger memory, int sources, int... read) {
    Token source = Token.of("source");
    Token reader = Token.of("reader");
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < sources; i++) {
      Origin origin =
          new Origin("source " + i, new SourceLine("Sources", "main", "Sources.java", i + 1));
      builder.add(source.at(i), NEVER, origin);
    }
    for (int i = 0; i < read.length; i++) {
      builder.add(reader.at(i), NEVER, Origin.of("reader"), source.at(read[i]));
    }
    TaskGraph graph = builder.build();
    int[] readers = new int[graph.size()];
    for (int task = 0; task < readers.length; task++) {
      readers[task] = graph.successorCount(task);
    }
    return new ChunkStore(readers, 1, 7, graph, memory, memory.memory());
  }

  private static Block block(MemoryBudget memory, int first) {
    Block block = Block.allocate(memory, DType.INT64, BLOCK / 8);
    for (int i = 0; i < BLOCK / 8; i++) {
      block.values().setAtIndex(ValueLayout.JAVA_LONG, i, first + i);
    }
    return block;
  }

  private static <C extends Chunk> C pinned(Class<C> type, @Nullable Chunk chunk) {
    return type.cast(Objects.requireNonNull(chunk));
  }
}
