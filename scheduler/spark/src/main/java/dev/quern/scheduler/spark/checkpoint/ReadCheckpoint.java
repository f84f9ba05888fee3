package dev.quern.scheduler.spark.checkpoint;

import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.scheduler.spark.worker.ResultStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Makes a result again of what was written.
 *
 * @param from where it is
 * @param number the number of the result there
 */
public record ReadCheckpoint(Checkpoint from, int number) implements Operator {
  private static final int BUFFER_BYTES = 1 << 16;

  @Override
  public Chunk apply(TaskContext context, List<Chunk> none) {
    try (InputStream in = new BufferedInputStream(from.open(number), BUFFER_BYTES)) {
      return ResultStream.read(in, context.memory(), context.spill(), context.memoryShare());
    } catch (IOException e) {
      throw new StorageException("a checkpoint in %s cannot be read".formatted(from.folder()), e);
    }
  }
}
