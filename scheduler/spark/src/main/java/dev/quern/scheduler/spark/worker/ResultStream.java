package dev.quern.scheduler.spark.worker;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.ipc.BufferCodec;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.scheduler.codec.ChunkCodec;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;

/** Results on their way through the cluster: compressed once, here. */
public final class ResultStream {
  private ResultStream() {}

  /**
   * Writes {@code chunk}, which stays the caller's, as {@code out} stays.
   *
   * @throws dev.quern.engine.UnsupportedDataException when it has no form outside of its process
   * @throws dev.quern.engine.StorageException when {@code out} takes no more
   */
  public static void write(Chunk chunk, OutputStream out, MemoryBudget memory) {
    ChunkCodec.write(chunk, Channels.newChannel(out), BufferCodec.LZ4, memory);
  }

  /**
   * Reads a chunk, the caller's to close, and no byte more.
   *
   * @param memory what it is allocated from
   * @param spill where those of its batches go that may be on disk
   * @param share bytes of it that may be in memory before some go there
   * @throws dev.quern.engine.DataException when the bytes are of no chunk
   */
  public static Chunk read(InputStream in, MemoryBudget memory, SpillSpace spill, long share) {
    return ChunkCodec.read(Channels.newChannel(in), memory, spill, share);
  }
}
