package dev.quern.scheduler.codec;

import dev.quern.engine.DataException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Portable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The form of a chunk that is made of others.
 *
 * @param whole what puts them together
 */
record PartsForm(Portable.Form whole, List<ChunkForm> parts) implements ChunkForm {
  PartsForm {
    parts = List.copyOf(parts);
  }

  @Override
  public String extension() {
    return "parts";
  }

  @Override
  public Chunk read(ReadableByteChannel in, MemoryBudget memory, SpillSpace spill, long share) {
    List<Chunk> chunks = new ArrayList<>();
    long left = share;
    try {
      for (ChunkForm part : parts) {
        Chunk chunk = part.read(in, memory, spill, left);
        chunks.add(chunk);
        left = Math.max(0, left - chunk.byteSize());
      }
      Chunk chunk = whole.assemble(memory, chunks);
      if (chunk instanceof Spillable large && chunk.byteSize() > share) {
        large.spill(spill);
      }
      return chunk;
    } catch (ClassCastException | IndexOutOfBoundsException | NoSuchElementException e) {
      chunks.forEach(Chunk::close);
      throw new DataException("a chunk of other parts than its form is for: " + whole, e);
    } catch (RuntimeException | Error e) {
      chunks.forEach(Chunk::close);
      throw e;
    }
  }
}
