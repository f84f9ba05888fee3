package dev.quern.scheduler.store;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.PositionalInput;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillFile;
import dev.quern.engine.spill.SpillFileWriter;
import dev.quern.engine.spill.SpillWriter;
import dev.quern.engine.spill.SpilledBatches;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** A chunk on disk. */
sealed interface SpilledChunk extends AutoCloseable {

  /** The chunk with the very same bits, owned by the caller; this stays. */
  Chunk load(MemoryBudget memory);

  /** Deletes it. */
  @Override
  void close();

  /** Whether {@link #write} knows such chunks. */
  static boolean knows(Chunk chunk) {
    return chunk instanceof Batch || chunk instanceof BatchList || chunk instanceof Block;
  }

  /**
   * Writes {@code chunk}, which stays open.
   *
   * @throws dev.quern.engine.StorageException when the disk, or the space allowed on it, is full
   */
  static SpilledChunk write(Chunk chunk, String what, SpillFiles files) {
    return switch (chunk) {
      case Batch batch -> new OneBatch(write(batch.schema(), List.of(batch), what, files));
      case BatchList list -> new SeveralBatches(write(list.schema(), list.batches(), what, files));
      case Block block -> write(block, what, files);
      default -> throw new IllegalArgumentException("no file has the form of " + chunk);
    };
  }

  private static SpilledBatches write(
      Schema schema, List<Batch> batches, String what, SpillFiles files) {
    try (SpillWriter writer = files.create(what, schema)) {
      batches.forEach(writer::write);
      return writer.finish();
    }
  }

  private static SpilledChunk write(Block block, String what, SpillFiles files) {
    try (SpillFileWriter writer = files.createFile(what)) {
      writer.write(block.values().asSlice(0, block.byteSize()));
      return new OneBlock(block.dtype(), block.shape(), writer.finish());
    }
  }

  /** A {@link Batch}. */
  record OneBatch(SpilledBatches file) implements SpilledChunk {
    @Override
    public Chunk load(MemoryBudget memory) {
      return all(file, memory).getFirst();
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** A {@link BatchList}. */
  record SeveralBatches(SpilledBatches file) implements SpilledChunk {
    @Override
    public Chunk load(MemoryBudget memory) {
      return BatchList.of(file.schema(), all(file, memory));
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** A {@link Block}. */
  final class OneBlock implements SpilledChunk {
    private final DType dtype;
    private final long[] shape;
    private final SpillFile file;

    OneBlock(DType dtype, long[] shape, SpillFile file) {
      this.dtype = dtype;
      this.shape = shape;
      this.file = file;
    }

    @Override
    public Chunk load(MemoryBudget memory) {
      Block block = Block.allocate(memory, dtype, shape);
      try (PositionalInput input = file.open()) {
        input.read(0, block.values().asSlice(0, file.size()));
        return block;
      } catch (RuntimeException | Error e) {
        block.close();
        throw e;
      }
    }

    @Override
    public void close() {
      file.close();
    }
  }

  private static List<Batch> all(SpilledBatches file, MemoryBudget memory) {
    List<Batch> batches = new ArrayList<>();
    try (BatchReader reader = file.open(memory)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        batches.add(batch);
      }
      return batches;
    } catch (RuntimeException | Error e) {
      batches.forEach(Batch::close);
      throw e;
    }
  }
}
