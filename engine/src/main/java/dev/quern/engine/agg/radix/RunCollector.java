package dev.quern.engine.agg.radix;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The merged groups of a part as they come: kept in memory, or written to a file per range. */
final class RunCollector implements AutoCloseable {
  private final TaskContext context;
  private final Ordinals ordinals;
  private final List<Batch> runs = new ArrayList<>();
  private @Nullable SpillFan files;
  private long bytes;

  RunCollector(TaskContext context, Ordinals ordinals) {
    this.context = context;
    this.ordinals = ordinals;
  }

  /** Takes over a run: its last column is the ordinals, ascending. */
  void add(Batch run) {
    runs.add(run);
    bytes += run.byteSize();
    if (bytes > context.memoryShare() / 2) {
      putAside();
    }
  }

  private void putAside() {
    SpillFan fan = files;
    if (fan == null) {
      fan = fan(context.spill(), context.memory(), ordinals, runs.getFirst().schema());
      files = fan;
    }
    write(fan, context.memory(), ordinals, runs);
    runs.forEach(Batch::close);
    runs.clear();
    bytes = 0;
  }

  /** A file for each range. */
  static SpillFan fan(SpillSpace space, MemoryBudget budget, Ordinals ordinals, Schema schema) {
    return new SpillFan(space, budget, "merged groups", schema, ordinals.ranges());
  }

  /** Writes the rows of {@code runs}, which stay open, to the files of their ranges. */
  static void write(SpillFan fan, MemoryBudget budget, Ordinals ordinals, List<Batch> runs) {
    for (Batch run : runs) {
      int from = 0;
      for (int range = 0; range < ordinals.ranges(); range++) {
        int to = Ordinals.lowerBound(run, ordinals.start(range + 1));
        if (to > from) {
          try (Batch rows = rows(budget, run, from, to - from)) {
            fan.write(range, rows);
          }
        }
        from = to;
      }
    }
  }

  private static Batch rows(MemoryBudget budget, Batch run, int from, int count) {
    List<ColumnVector> columns = new ArrayList<>();
    try {
      for (ColumnVector column : run.columns()) {
        columns.add(
            Batches.ranges(
                budget, column.type(), List.of(column), new int[] {from}, new int[] {count}));
      }
      return Batch.of(run.schema(), count, columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  GroupRuns finish() {
    SpillFan fan = files;
    GroupRuns result =
        GroupRuns.of(context.memory(), ordinals, runs, fan == null ? List.of() : fan.finish());
    runs.clear();
    return result;
  }

  @Override
  public void close() {
    runs.forEach(Batch::close);
    runs.clear();
    if (files != null) {
      files.close();
    }
  }
}
