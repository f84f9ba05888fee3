package dev.quern.engine.spill;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Footprint;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches being gathered, in memory as long as the caller thinks fit:
 *
 * <pre>
 *   spool.add(batch);
 *   if (spool.bytes() &gt; context.memoryShare()) {
 *     spool.putAside();
 *   }
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class Spool implements AutoCloseable {
  private final SpillSpace space;
  private final String what;
  private final Schema schema;
  private final List<Batch> memory = new ArrayList<>();
  private final Footprint footprint = new Footprint();
  private int[] rows = new int[8];
  private int count;
  private @Nullable SpillWriter writer;

  /**
   * An empty spool; no file is made before it is needed.
   *
   * @param what what the batches are, for messages: {@code "sorted run"}
   * @param schema of every batch
   */
  public Spool(SpillSpace space, String what, Schema schema) {
    this.space = space;
    this.what = what;
    this.schema = schema;
  }

  /** Takes {@code batch} over. */
  public void add(Batch batch) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
    }
    rows[count++] = batch.rows();
    memory.add(batch);
    footprint.add(batch);
  }

  /** How many batches there are. */
  public int count() {
    return count;
  }

  /** Bytes in memory. */
  public long bytes() {
    return footprint.bytes();
  }

  /** Writes to disk what is in memory. */
  public void putAside() {
    SpillWriter out = writer;
    if (out == null) {
      out = space.create(what, schema);
      writer = out;
    }
    for (Batch batch : memory) {
      out.write(batch);
    }
    drop();
  }

  /** The batches in the order they came, owned by the caller; this is empty and at its end. */
  public SpooledBatches finish() {
    SpillWriter out = writer;
    SpilledBatches file = out == null ? null : out.finish();
    writer = null;
    SpooledBatches result =
        new SpooledBatches(
            what, schema, Arrays.copyOf(rows, count), file, List.copyOf(memory), footprint.bytes());
    memory.clear();
    return result;
  }

  /** Frees what {@link #finish} did not hand out. */
  @Override
  public void close() {
    SpillWriter out = writer;
    writer = null;
    try {
      drop();
    } finally {
      if (out != null) {
        out.close();
      }
    }
  }

  private void drop() {
    memory.forEach(Batch::close);
    memory.clear();
    footprint.clear();
  }
}
