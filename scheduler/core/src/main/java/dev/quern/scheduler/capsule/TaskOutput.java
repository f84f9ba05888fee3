package dev.quern.scheduler.capsule;

import dev.quern.engine.chunk.Chunk;
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

  TaskOutput(OutputStream out, Set<String> classes) throws IOException {
    super(out);
    this.classes = classes;
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

  private static Stand stand(Chunk chunk) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryBudget memory = MemoryBudget.root("chunk to be written", Long.MAX_VALUE)) {
      ChunkForm form = ChunkForm.of(chunk);
      form.write(chunk, Channels.newChannel(bytes), memory);
      return new Stand.ForChunk(form, bytes.toByteArray());
    }
  }
}
