package dev.quern.dataframes;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds out how many rows each partition of a plan has. */
final class PartitionRows {
  private PartitionRows() {}

  /** The partitions that have rows; those of which metadata does not tell are counted. */
  static Partitions of(FramePlan plan, Session session) {
    long[] rows = FrameLowering.knownRows(plan);
    if (Arrays.stream(rows).anyMatch(count -> count < 0)) {
      rows = counted(plan, session);
    }
    LazyChunks all = FrameLowering.lower(plan, new RowSink.Single(plan.schema()));
    List<Key> filled = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] > 0) {
        filled.add(all.outputs().get(i));
      }
    }
    return new Partitions(
        LazyChunks.of(all.graph(), filled), Arrays.stream(rows).filter(n -> n > 0).toArray());
  }

  private static long[] counted(FramePlan plan, Session session) {
    List<Chunk> counts = session.submit(FrameLowering.lower(plan, new RowSink.Count())).join();
    try {
      return counts.stream().mapToLong(count -> (Long) ((Value<?>) count).value()).toArray();
    } finally {
      counts.forEach(Chunk::close);
    }
  }
}
