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
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes objects, with stands for what is not serializable, and notes the classes it meets. */
final class TaskOutput extends ObjectOutputStream {
  private final Set<String> classes;
  private final boolean mayHoldChunks;

  /** Writes to {@code out}, and names of classes to {@code classes}. */
  TaskOutput(OutputStream out, Set<String> classes, boolean mayHoldChunks) throws IOException {
    super(out);
    this.classes = classes;
    this.mayHoldChunks = mayHoldChunks;
    enableReplaceObject(true);
  }

  @Override
  protected void annotateClass(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.componentType();
    }
    if (!ClassFilter.isKnown(element)) {
      classes.add(element.getName());
    }
  }

  @Override
  protected Object replaceObject(Object object) {
    return switch (object) {
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
    if (!mayHoldChunks) {
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
