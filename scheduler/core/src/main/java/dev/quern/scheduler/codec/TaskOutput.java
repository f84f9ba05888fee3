package dev.quern.scheduler.codec;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.ipc.BufferCodec;
import dev.quern.engine.memory.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes objects, with stands for what is not serializable, and notes what has to go along. */
final class TaskOutput extends ObjectOutputStream {
  private final Luggage luggage;

  /** Writes to {@code out}, and notes in {@code luggage} what has to go along. */
  TaskOutput(OutputStream out, Luggage luggage) throws IOException {
    super(out);
    this.luggage = luggage;
    enableReplaceObject(true);
  }

  @Override
  protected void annotateClass(Class<?> type) throws IOException {
    writeByte(luggage.add(type));
  }

  @Override
  protected Object replaceObject(Object object) {
    return switch (object) {
      case SerializedLambda lambda -> {
        luggage.add(lambda);
        yield lambda;
      }
      case Path path -> new Stand.ForPath(path.toString());
      case Optional<?> optional -> new Stand.ForOptional(optional.orElse(null));
      case Chunk chunk -> stand(chunk);
      case Record record when !(record instanceof Serializable) -> Stand.ForRecord.of(record);
      // Part of an immutable list is not serializable, though the list is.
      case List<?> list when !(list instanceof Serializable) -> new ArrayList<>(list);
      default -> object;
    };
  }

  private Stand stand(Chunk chunk) {
    if (!luggage.mayHoldChunks()) {
      throw new UnsupportedDataException(
          "a %s within another result cannot leave the process: return it alone"
              .formatted(chunk.getClass().getSimpleName()));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryBudget memory = MemoryBudget.root("chunk to be written", Long.MAX_VALUE)) {
      ChunkCodec.write(chunk, Channels.newChannel(bytes), BufferCodec.NONE, memory);
    }
    return new Stand.ForChunk(bytes.toByteArray());
  }
}
