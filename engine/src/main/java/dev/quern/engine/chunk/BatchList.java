package dev.quern.engine.chunk;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The rows of one partition as several batches of one schema, in order. Owns its batches. */
public final class BatchList implements Chunk {
  private final Schema schema;
  private final List<Batch> batches;
  private final AtomicBoolean closed = new AtomicBoolean();

  private BatchList(Schema schema, List<Batch> batches) {
    this.schema = schema;
    this.batches = List.copyOf(batches);
  }

  /** A partition that owns {@code batches} from here on. */
  public static BatchList of(Schema schema, List<Batch> batches) {
    return new BatchList(schema, batches);
  }

  /** The columns. */
  public Schema schema() {
    return schema;
  }

  /** The batches in order; they stay owned by this. */
  public List<Batch> batches() {
    if (closed.get()) {
      throw new MemoryFaultException("batches of " + schema + " used after they were freed");
    }
    return batches;
  }

  /** The number of rows. */
  public long rows() {
    return batches.stream().mapToLong(Batch::rows).sum();
  }

  @Override
  public long byteSize() {
    Footprint footprint = new Footprint();
    batches().forEach(footprint::add);
    return footprint.bytes();
  }

  @Override
  public BatchList retain() {
    List<Batch> same = new ArrayList<>(batches().size());
    for (Batch batch : batches) {
      same.add(batch.retain());
    }
    return new BatchList(schema, same);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      throw new MemoryFaultException("batches of " + schema + " freed twice");
    }
    batches.forEach(Batch::close);
  }

  @Override
  public String toString() {
    return "BatchList[%d batches, %d rows, %s]".formatted(batches.size(), rows(), schema);
  }
}
