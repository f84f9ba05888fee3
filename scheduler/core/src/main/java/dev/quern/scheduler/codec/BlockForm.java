package dev.quern.scheduler.codec;

import dev.quern.engine.DataException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.type.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** The form of the elements of an array. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BlockForm(DType dtype, long[] shape) implements ChunkForm {
  private static final long PIECE = 1 << 24;

  @Override
  public String extension() {
    return "block";
  }

  static void write(Block block, WritableByteChannel out) {
    transfer(block, out::write);
  }

  @Override
  public Chunk read(ReadableByteChannel in, MemoryBudget memory, SpillSpace spill, long share) {
    Block block = Block.allocate(memory, dtype, shape);
    try {
      transfer(
          block,
          bytes -> {
            if (in.read(bytes) < 0) {
              throw new DataException(block + " was cut short");
            }
          });
      return block;
    } catch (RuntimeException | Error e) {
      block.close();
      throw e;
    }
  }

  private static void transfer(Block block, Transfer transfer) {
    MemorySegment values = block.values();
    try {
      for (long at = 0; at < block.byteSize(); at += PIECE) {
        long size = Math.min(PIECE, block.byteSize() - at);
        ByteBuffer piece = values.asSlice(at, size).asByteBuffer();
        while (piece.hasRemaining()) {
          transfer.some(piece);
        }
      }
    } catch (IOException e) {
      throw new StorageException("the elements of " + block + ": " + e.getMessage(), e);
    }
  }

  /** Moves some bytes. */
  private interface Transfer {
    void some(ByteBuffer bytes) throws IOException;
  }
}
