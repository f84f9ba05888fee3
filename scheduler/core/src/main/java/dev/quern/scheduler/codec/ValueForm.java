package dev.quern.scheduler.codec;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** The form of an object, which holds it. */
record ValueForm(@Nullable Object value) implements ChunkForm {
  @Override
  public String extension() {
    return "value";
  }

  @Override
  public Chunk read(ReadableByteChannel in, MemoryBudget memory, SpillSpace spill, long share) {
    return new Value<>(value);
  }
}
