package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.io.Sink;
import dev.quern.engine.io.hive.PartitionFolder;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.KeyChanges;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.Schema;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows that are sorted by the columns to partition by: one file after the other, of which
 * one is open at a time however many there are.
 */
final class PartitionedWriteState implements SinkState {
  private final RowSink.Write write;
  private final Schema inFiles;
  private final List<SortKey> keys;
  private final MemoryBudget budget;
  private final WriteReport report;
  private String folder = "";
  private @Nullable Sink sink;

  PartitionedWriteState(RowSink.Write write, MemoryBudget budget) {
    this.write = write;
    this.inFiles = write.schema().without(Set.copyOf(write.partitionBy()));
    this.keys =
        SortKeys.of(
            write.schema(),
            write.partitionBy().stream().map(name -> new SortOrder(name, false, false)).toList());
    this.budget = budget;
    this.report = new WriteReport(budget);
  }

  @Override
  public void accept(Batch batch) {
    try (batch;
        NativeBuffer starts = KeyChanges.starts(budget, batch, keys)) {
      int from = 0;
      for (int row = 1; row <= batch.rows(); row++) {
        if (row == batch.rows() || Bitmaps.get(starts.segment(), row)) {
          writeRun(batch, from, row);
          from = row;
        }
      }
    }
  }

  private void writeRun(Batch batch, int from, int to) {
    String own = PartitionFolder.of(batch, from, write.partitionBy());
    if (!own.equals(folder)) {
      commit();
      folder = own;
    }
    Sink open = sink;
    if (open == null) {
      open = write.create(path(), inFiles, budget);
      sink = open;
    }
    // Files say "may be null" of every column, as the plan does, whatever a batch promises.
    try (Batch wanted = batch.select(inFiles.names());
        Batch rows = rows(wanted, from, to - from);
        Batch named = rows.withSchema(inFiles)) {
      open.write(named);
    }
  }

  /* Slices begin at multiples of 64 rows; all others are gathered. */
  private Batch rows(Batch batch, int from, int count) {
    if (from % Long.SIZE == 0) {
      return batch.slice(from, count);
    }
    try (NativeBuffer numbers = budget.allocate((long) Integer.BYTES * count)) {
      for (int i = 0; i < count; i++) {
        numbers.segment().set(ValueLayout.JAVA_INT, (long) Integer.BYTES * i, from + i);
      }
      return Take.gather(budget, batch, numbers.segment(), count);
    }
  }

  private Path path() {
    return write.folder().resolve(folder).resolve(write.fileName());
  }

  private void commit() {
    Sink open = sink;
    if (open != null) {
      sink = null;
      try (open) {
        report.add(path(), open.commit());
      }
    }
  }

  @Override
  public Chunk finish() {
    commit();
    return report.build();
  }

  @Override
  public void close() {
    if (sink != null) {
      sink.close();
    }
  }
}
