package dev.quern.scheduler.codec;

import dev.quern.engine.DataException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.ipc.BufferCodec;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Chunks of all kinds as streams of bytes: how they get to other processes.
 *
 * <pre>{@code
 * ChunkCodec.write(chunk, channel, BufferCodec.LZ4, memory);
 * Chunk copy = ChunkCodec.read(channel, memory, spill, share);
 * }</pre>
 *
 * <p>What a task makes of the copy is what it makes of the original, bit for bit. Strings that no
 * row of a chunk points to stay behind. Each block of 256 KiB has a checksum, so that a stream
 * which was damaged or cut short is never taken for another chunk.
 */
public final class ChunkCodec {
  private ChunkCodec() {}

  /**
   * Writes {@code chunk}, which stays the caller's, as {@code out} stays.
   *
   * @param compression of all that is worth it; {@code NONE} writes native memory without a copy
   * @param memory what is needed meanwhile is allocated from: half a MiB and a batch that is on
   *     disk
   * @throws dev.quern.engine.UnsupportedDataException when it, or an object in it, has no form
   *     outside of this process: says which
   * @throws StorageException when {@code out} takes no more
   */
  public static void write(
      Chunk chunk, WritableByteChannel out, BufferCodec compression, MemoryBudget memory) {
    try (Parcel parcel = Parcel.of(chunk)) {
      byte[] form = TaskCodec.encodeForm(parcel.form()).toBytes();
      try (FrameOutput frames = new FrameOutput(out, compression, memory)) {
        DataOutputStream beginning = new DataOutputStream(Channels.newOutputStream(frames));
        beginning.writeInt(form.length);
        beginning.write(form);
        parcel.write(frames, memory);
        frames.finish();
      }
    } catch (IOException e) {
      throw new StorageException("a chunk cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * The chunk that was written to where {@code in} comes from; the caller's to close. Reads just
   * its bytes, so that another may follow.
   *
   * @param memory what it is allocated from
   * @param spill where those of its batches go that may be on disk
   * @param share bytes it may hold in memory before some of it goes there
   * @throws DataException when the bytes were damaged or cut short, or are of no chunk
   * @throws StorageException when {@code in} fails
   */
  public static Chunk read(
      ReadableByteChannel in, MemoryBudget memory, SpillSpace spill, long share) {
    try (FrameInput frames = new FrameInput(in, memory)) {
      ChunkForm form = form(frames, memory, spill);
      Chunk chunk = form.read(frames, memory, spill, share);
      try {
        frames.finish();
        return chunk;
      } catch (IOException | RuntimeException | Error e) {
        chunk.close();
        throw e;
      }
    } catch (EOFException e) {
      throw new DataException("a chunk ends within its form", e);
    } catch (IOException e) {
      throw new StorageException("a chunk cannot be read: " + e.getMessage(), e);
    }
  }

  private static ChunkForm form(FrameInput frames, MemoryBudget memory, SpillSpace spill)
      throws IOException {
    DataInputStream in = new DataInputStream(Channels.newInputStream(frames));
    TaskCodec.Encoded encoded = TaskCodec.Encoded.of(in.readNBytes(Math.max(0, in.readInt())));
    try (TaskCodec.Decoded decoded = TaskCodec.decode(encoded, memory, spill)) {
      if (decoded.value() instanceof ChunkForm form && decoded.chunks().isEmpty()) {
        return form;
      }
    }
    throw new DataException("a stream of a chunk begins with something else");
  }
}
