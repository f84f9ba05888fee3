package dev.quern.engine.chunk;

import dev.quern.engine.io.BatchReader;
import dev.quern.engine.type.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches that a test has at hand, to be read. */
public final class BatchQueue implements BatchReader {
  private final Schema schema;
  private final Deque<Batch> batches;

  private BatchQueue(List<Batch> batches) {
    this.schema = batches.getFirst().schema();
    this.batches = new ArrayDeque<>(batches);
  }

  /** These batches, which the reader owns. */
  public static BatchQueue of(Batch... batches) {
    return new BatchQueue(List.of(batches));
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    return batches.poll();
  }

  @Override
  public void close() {
    batches.forEach(Batch::close);
    batches.clear();
  }
}
