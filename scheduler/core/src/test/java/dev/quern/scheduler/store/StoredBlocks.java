package dev.quern.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.SourceLine;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A store of blocks whose results do not fit, without a run around it. */
abstract class StoredBlocks {
  static final long LIMIT = 4 << 20;
  static final int BLOCK = 256 << 10;
  static final int SLACK = 64;
  static final Operator NEVER =
      (_, _) -> {
        throw new AssertionError("nothing is run here");
      };

  @TempDir Path folder;
  private @Nullable SpillFiles files;
  private @Nullable MemoryLedger ledger;

  MemoryLedger ledger(OptionalLong disk) {
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

  static void checkAndRelease(ChunkStore store, int sources) {
    for (int task = 0; task < sources; task++) {
      assertThat(pinned(Block.class, store.pin(task)).longAt(5)).isEqualTo(task + 5);
      store.unpin(task);
      store.drop(task, 0);
    }
  }

  /* The sources in memory, by what refusals tell. */
  static String inMemory(MemoryLedger memory) {
    List<String> found = new ArrayList<>();
    for (String line : memory.holders().lines().sorted().toList()) {
      if (!line.contains("1 results, 0 B in memory")) {
        found.add(line.strip().split(" ", -1)[1]);
      }
    }
    return String.join(" ", found);
  }

  /** As many sources, and behind them readers of one source each. */
  static ChunkStore store(MemoryLedger memory, int sources, int... read) {
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

  static Block block(MemoryBudget memory, int first) {
    Block block = Block.allocate(memory, DType.INT64, BLOCK / 8);
    for (int i = 0; i < BLOCK / 8; i++) {
      block.values().setAtIndex(ValueLayout.JAVA_LONG, i, first + i);
    }
    return block;
  }

  static <C extends Chunk> C pinned(Class<C> type, @Nullable Chunk chunk) {
    return type.cast(Objects.requireNonNull(chunk));
  }
}
