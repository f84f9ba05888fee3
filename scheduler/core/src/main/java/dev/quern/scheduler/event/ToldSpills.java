package dev.quern.scheduler.event;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.SpillWriter;
import dev.quern.engine.spill.SpilledBatches;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.lane.Lanes;
import org.jspecify.annotations.Nullable;

/**
 * A spill space that tells of each batch that goes there or comes back, in the name of the task
 * that the thread carries out.
 */
public final class ToldSpills implements SpillSpace {
  private final SpillSpace space;
  private final Events events;
  private final Lanes lanes;

  /** What goes to {@code space}, told to {@code events} with the time on {@code lanes}. */
  public ToldSpills(SpillSpace space, Events events, Lanes lanes) {
    this.space = space;
    this.events = events;
    this.lanes = lanes;
  }

  @Override
  public SpillWriter create(String what, Schema schema) {
    return new Writer(space.create(what, schema));
  }

  @Override
  public MemoryBudget memory() {
    return space.memory();
  }

  /* What the system writes of it, and when, is not known, and not told. */
  @Override
  public MemoryBudget onDisk(String what) {
    return space.onDisk(what);
  }

  private final class Writer implements SpillWriter {
    private final SpillWriter writer;

    Writer(SpillWriter writer) {
      this.writer = writer;
    }

    @Override
    public void write(Batch batch) {
      long before = writer.bytes();
      long start = lanes.nanoTime();
      writer.write(batch);
      events.spilled(writer.bytes() - before, lanes.nanoTime() - start);
    }

    @Override
    public long bytes() {
      return writer.bytes();
    }

    @Override
    public SpilledBatches finish() {
      return new Written(writer.finish());
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  private final class Written implements SpilledBatches {
    private final SpilledBatches batches;

    Written(SpilledBatches batches) {
      this.batches = batches;
    }

    @Override
    public Schema schema() {
      return batches.schema();
    }

    @Override
    public long rows() {
      return batches.rows();
    }

    @Override
    public int count() {
      return batches.count();
    }

    @Override
    public int rows(int number) {
      return batches.rows(number);
    }

    @Override
    public long bytes() {
      return batches.bytes();
    }

    @Override
    public BatchReader open(MemoryBudget budget) {
      return new Reader(batches.open(budget));
    }

    @Override
    public BatchReader open(MemoryBudget budget, int from) {
      return new Reader(batches.open(budget, from));
    }

    @Override
    public void close() {
      batches.close();
    }
  }

  private final class Reader implements BatchReader {
    private final BatchReader reader;

    Reader(BatchReader reader) {
      this.reader = reader;
    }

    @Override
    public Schema schema() {
      return reader.schema();
    }

    @Override
    public @Nullable Batch next() {
      long start = lanes.nanoTime();
      Batch batch = reader.next();
      if (batch != null) {
        events.reloaded(batch.byteSize(), lanes.nanoTime() - start);
      }
      return batch;
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
