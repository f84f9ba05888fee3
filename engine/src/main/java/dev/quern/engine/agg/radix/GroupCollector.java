package dev.quern.engine.agg.radix;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** The merged groups of a part as they come, small batches put together, on disk where need be. */
final class GroupCollector implements AutoCloseable {
  /** Batches of fewer rows are put together: who reads them pays for each. */
  private static final int FEW_ROWS = 16 << 10;

  private final TaskContext context;
  private final Schema schema;
  private final Spool rows;
  private final List<Batch> small = new ArrayList<>();
  private int smallRows;

  GroupCollector(TaskContext context, Schema schema) {
    this.context = context;
    this.schema = schema;
    this.rows = new Spool(context.spill(), "merged groups", schema);
  }

  /** Takes {@code groups} over. */
  void add(Batch groups) {
    if (groups.rows() < FEW_ROWS) {
      small.add(groups);
      smallRows += groups.rows();
      if (smallRows >= FEW_ROWS) {
        flush();
      }
    } else {
      flush();
      addLarge(groups);
    }
  }

  private void flush() {
    if (small.size() == 1) {
      addLarge(small.removeFirst());
    } else if (smallRows > 0) {
      addLarge(Batches.concat(context.memory(), schema, small));
    }
    dropSmall();
  }

  private void addLarge(Batch groups) {
    rows.add(groups);
    if (rows.bytes() > context.memoryShare() / 4) {
      rows.putAside();
    }
  }

  /** The groups, owned by the caller. */
  SpooledBatches finish() {
    flush();
    return rows.finish();
  }

  private void dropSmall() {
    small.forEach(Batch::close);
    small.clear();
    smallRows = 0;
  }

  @Override
  public void close() {
    dropSmall();
    rows.close();
  }
}
