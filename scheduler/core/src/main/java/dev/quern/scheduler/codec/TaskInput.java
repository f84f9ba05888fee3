package dev.quern.scheduler.codec;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.StreamCorruptedException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what {@link TaskOutput} wrote. */
final class TaskInput extends ObjectInputStream {
  private final MemoryBudget memory;
  private final SpillSpace spill;
  private final List<Chunk> chunks;
  private final Luggage.Loaders code;

  /**
   * Reads objects of the classes that {@code filter} lets in; notes what chunks it makes.
   *
   * @param code the loaders of the code that came along
   */
  TaskInput(
      InputStream in,
      ClassFilter filter,
      Luggage.Loaders code,
      MemoryBudget memory,
      SpillSpace spill,
      List<Chunk> chunks)
      throws IOException {
    super(in);
    this.code = code;
    this.memory = memory;
    this.spill = spill;
    this.chunks = chunks;
    setObjectInputFilter(filter);
    enableResolveObject(true);
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass described)
      throws IOException, ClassNotFoundException {
    int number = readUnsignedByte();
    if (number != Luggage.NONE) {
      ClassLoader loader = code.get(number);
      if (loader == null) {
        throw new StreamCorruptedException("no code of number " + number);
      }
      return Class.forName(described.getName(), false, loader);
    }
    try {
      return super.resolveClass(described);
    } catch (ClassNotFoundException e) {
      // Classes of a container are known to the thread that runs their code.
      return Class.forName(
          described.getName(), false, Thread.currentThread().getContextClassLoader());
    }
  }

  @Override
  protected Object resolveObject(Object object) {
    return switch (object) {
      case Stand.ForPath(String path) -> Path.of(path);
      case Stand.ForOptional(var value) -> Optional.ofNullable(value);
      case Stand.ForRecord record -> record.record();
      case Stand.ForChunk(byte[] bytes) -> {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        Chunk chunk = ChunkCodec.read(Channels.newChannel(in), memory, spill, Long.MAX_VALUE);
        chunks.add(chunk);
        yield chunk;
      }
      default -> object;
    };
  }
}
