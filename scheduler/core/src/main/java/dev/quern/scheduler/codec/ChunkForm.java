package dev.quern.scheduler.codec;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import java.io.Serializable;
import java.nio.channels.ReadableByteChannel;

/**
 * What has to be known of a chunk, beside its bytes, to make it again: data that {@link TaskCodec}
 * takes. Immutable.
 *
 * <p>Bytes of batches are an Arrow stream, those of a block its elements in C order, little-endian;
 * an object has none, it is in the form itself; those of a chunk of several parts are the parts'
 * one after the other.
 */
public sealed interface ChunkForm extends Serializable
    permits BatchesForm, BlockForm, PartsForm, ValueForm {

  /** The ending of the name of a file of such bytes. */
  String extension();

  /**
   * The chunk whose bytes come from {@code in}, of which no more than they are read; the caller's
   * to close.
   *
   * @param memory what it is allocated from
   * @param spill where those of its batches go that may be on disk
   * @param share bytes it may hold in memory before some of it goes there
   * @throws dev.quern.engine.DataException when the bytes are of no such chunk
   */
  Chunk read(ReadableByteChannel in, MemoryBudget memory, SpillSpace spill, long share);
}
