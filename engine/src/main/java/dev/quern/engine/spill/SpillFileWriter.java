package dev.quern.engine.spill;

import dev.quern.engine.CancelledException;
import dev.quern.engine.memory.MemoryBudget;
import io.airlift.compress.v3.lz4.Lz4Compressor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Bytes being put aside in a file, in blocks that are compressed with LZ4 where it pays, and
 * checksummed. Not thread-safe.
 *
 * <p>Memory is held between a write and {@link #endBlock} only: two blocks, whatever is written.
 */
public final class SpillFileWriter implements AutoCloseable {
  /** Bytes of a full block. */
  static final int BLOCK = 256 << 10;

  /* A block that LZ4 does not shrink by an eighth is stored as it is, which is read back faster. */
  private static final int LEAST_GAIN = 8;
  /* After such a block that many are stored without a try: neighbours are alike. */
  private static final int STORED_BLIND = 7;

  private final String what;
  private final Path path;
  private final SpillQuota quota;
  private final MemoryBudget memory;
  private final BlockBuffers buffers;
  private final FileChannel channel;
  private final BlockIndex index = new BlockIndex();
  private final CRC32C checksum = new CRC32C();
  private final @Nullable Lz4Compressor compressor;
  private int filled;
  private int blind;
  private long taken;
  private boolean failed;
  private boolean ended;

  private SpillFileWriter(
      String what,
      Path path,
      SpillQuota quota,
      MemoryBudget memory,
      FileChannel channel,
      boolean compress) {
    this.what = what;
    this.path = path;
    this.quota = quota;
    this.memory = memory;
    this.buffers = new BlockBuffers(memory);
    this.channel = channel;
    this.compressor = compress ? Lz4Compressor.create() : null;
  }

  /**
   * Begins a new file.
   *
   * @param what what is in it, for messages
   * @param path where it will be; must not exist
   * @param quota what its bytes are counted in
   * @param memory the blocks being written and read are allocated from
   * @param compress whether to try LZ4
   * @throws dev.quern.engine.StorageException when the file cannot be made
   */
  public static SpillFileWriter create(
      String what, Path path, SpillQuota quota, MemoryBudget memory, boolean compress) {
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new SpillFileWriter(what, path, quota, memory, channel, compress);
    } catch (IOException e) {
      throw quota.refusal(path, 0, e);
    }
  }

  /**
   * Appends what remains of {@code bytes}.
   *
   * @throws dev.quern.engine.StorageException when the disk, or the space allowed on it, is full
   * @throws CancelledException when the thread was interrupted
   */
  public void write(ByteBuffer bytes) {
    MemorySegment source = MemorySegment.ofBuffer(bytes);
    bytes.position(bytes.limit());
    write(source);
  }

  /** Appends {@code bytes}; see {@link #write(ByteBuffer)}. */
  public void write(MemorySegment bytes) {
    checkOpen();
    failed = true;
    long size = bytes.byteSize();
    long at = 0;
    while (at < size) {
      if (filled == 0 && size - at >= BLOCK && bytes.isNative()) {
        put(bytes.asSlice(at, BLOCK));
        at += BLOCK;
        continue;
      }
      int part = (int) Math.min(BLOCK - filled, size - at);
      MemorySegment.copy(bytes, at, buffers.block(), filled, part);
      filled += part;
      at += part;
      if (filled == BLOCK) {
        putFilled();
      }
    }
    failed = false;
  }

  /** Puts what was written so far into the file and holds no memory until the next write. */
  public void endBlock() {
    checkOpen();
    if (filled > 0) {
      failed = true;
      putFilled();
      failed = false;
    }
    buffers.release();
  }

  /** Bytes of the file so far. */
  public long bytes() {
    return index.stored();
  }

  /** Ends the file, which is the caller's to read and to close. */
  public SpillFile finish() {
    endBlock();
    ended = true;
    try {
      channel.close();
    } catch (IOException e) {
      SpillFile.delete(path);
      quota.give(taken);
      throw quota.refusal(path, 0, e);
    }
    return new SpillFile(what, path, index, quota, memory);
  }

  /** Deletes the file, unless it was finished. Twice is harmless. */
  @Override
  public void close() {
    buffers.release();
    if (ended) {
      return;
    }
    ended = true;
    try (channel) {
      quota.give(taken);
    } catch (IOException e) {
      throw quota.refusal(path, 0, e);
    } finally {
      SpillFile.delete(path);
    }
  }

  private void putFilled() {
    put(buffers.block().asSlice(0, filled));
    filled = 0;
  }

  private void put(MemorySegment bytes) {
    MemorySegment stored = pack(bytes);
    ByteBuffer buffer = stored.asByteBuffer();
    checksum.reset();
    checksum.update(buffer);
    int size = buffer.flip().remaining();
    quota.take(size);
    taken += size;
    try {
      while (buffer.hasRemaining()) {
        int _ = channel.write(buffer);
      }
    } catch (ClosedByInterruptException e) {
      throw new CancelledException(
          "interrupted while putting " + what + " aside in " + path.getFileName(), e);
    } catch (IOException e) {
      throw quota.refusal(path, size, e);
    }
    index.add(bytes.byteSize(), size, (int) checksum.getValue());
  }

  private MemorySegment pack(MemorySegment bytes) {
    if (compressor == null || blind > 0) {
      blind--;
      return bytes;
    }
    MemorySegment target = buffers.packed(compressor.maxCompressedLength(BLOCK));
    int size = compressor.compress(bytes, target);
    if (size > bytes.byteSize() - bytes.byteSize() / LEAST_GAIN) {
      blind = STORED_BLIND;
      return bytes;
    }
    return target.asSlice(0, size);
  }

  private void checkOpen() {
    if (ended || failed) {
      throw new IllegalStateException(
          what + " in " + path + (ended ? " has ended" : " has failed; close it"));
    }
  }
}
