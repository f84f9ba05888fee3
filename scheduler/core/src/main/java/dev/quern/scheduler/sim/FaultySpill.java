package dev.quern.scheduler.sim;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.SpillWriter;
import dev.quern.engine.spill.SpilledBatches;
import dev.quern.engine.type.Schema;
import java.util.function.LongConsumer;

/**
 * A place for spilled batches that is full sooner than it is.
 *
 * @param room told the bytes of each batch before it is written; throws when it is not to be
 */
record FaultySpill(SpillSpace space, LongConsumer room) implements SpillSpace {

  @Override
  public SpillWriter create(String what, Schema schema) {
    room.accept(0);
    return new FaultyWriter(space.create(what, schema), room);
  }

  @Override
  public MemoryBudget memory() {
    return space.memory();
  }

  @Override
  public MemoryBudget onDisk(String what) {
    room.accept(0);
    return space.onDisk(what);
  }

  private record FaultyWriter(SpillWriter writer, LongConsumer room) implements SpillWriter {
    @Override
    public void write(Batch batch) {
      room.accept(batch.byteSize());
      writer.write(batch);
    }

    @Override
    public long bytes() {
      return writer.bytes();
    }

    @Override
    public SpilledBatches finish() {
      return writer.finish();
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}
