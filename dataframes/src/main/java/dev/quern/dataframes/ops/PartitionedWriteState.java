package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.hive.PartitionFolder;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.KeyChanges;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.Schema;
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
  private @Nullable PartFiles files;

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
    PartFiles open = files;
    if (open == null || !own.equals(folder)) {
      commit();
      folder = own;
      open = new PartFiles(write, write.folder().resolve(own), inFiles, budget, report);
      files = open;
    }
    open.write(batch, from, to - from);
  }

  private void commit() {
    if (files != null) {
      files.finish(false);
    }
  }

  @Override
  public Chunk finish() {
    commit();
    return report.build();
  }

  @Override
  public void close() {
    if (files != null) {
      files.close();
    }
  }
}
