package dev.quern.scheduler.codec;

import dev.quern.engine.DataException;
import dev.quern.engine.io.ipc.BufferCodec;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@link FrameOutput} wrote, and of the channel below no more. Whatever is not as it
 * was written is a {@link DataException}. Not thread-safe.
 */
final class FrameInput implements ReadableByteChannel {
  private final ReadableByteChannel in;
  private final MemoryBudget memory;
  private final BufferCodec codec;
  private final CRC32C checksum = new CRC32C();
  private final ByteBuffer header =
      ByteBuffer.allocate(FrameOutput.HEADER).order(ByteOrder.LITTLE_ENDIAN);
  private @Nullable NativeBuffer block;
  private @Nullable NativeBuffer packed;
  private ByteBuffer left = ByteBuffer.allocate(0);
  private long position;
  private boolean ended;
  private boolean open = true;

  FrameInput(ReadableByteChannel in, MemoryBudget memory) throws IOException {
    this.in = in;
    this.memory = memory;
    ByteBuffer prologue = ByteBuffer.allocate(FrameOutput.PROLOGUE).order(ByteOrder.LITTLE_ENDIAN);
    fill(prologue);
    if (prologue.getInt(0) != FrameOutput.MAGIC) {
      throw unknown(prologue);
    }
    this.codec =
        switch (prologue.getInt(4)) {
          case FrameOutput.PLAIN -> BufferCodec.NONE;
          case FrameOutput.LZ4 -> BufferCodec.LZ4;
          case FrameOutput.ZSTD -> BufferCodec.ZSTD;
          default -> throw unknown(prologue);
        };
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    while (!left.hasRemaining()) {
      if (ended) {
        return -1;
      }
      int direct = next(target);
      if (direct > 0) {
        return direct;
      }
    }
    int count = Math.min(target.remaining(), left.remaining());
    target.put(left.slice(left.position(), count));
    left.position(left.position() + count);
    return count;
  }

  /** Makes sure that all was read there was. */
  void finish() throws IOException {
    if (read(ByteBuffer.allocate(1)) >= 0) {
      throw new DataException("a chunk has more bytes than its form tells of");
    }
  }

  /** Takes the next block in: right into {@code target} if it can, then returns its size. */
  private int next(ByteBuffer target) throws IOException {
    fill(header.clear());
    int size = header.getInt(0);
    int stored = header.getInt(4);
    if (size < 0 || size > FrameOutput.LONGEST || stored < 0 || stored > size) {
      throw damaged();
    }
    boolean plain = stored == size;
    if (plain && size > 0 && target.remaining() >= size) {
      ByteBuffer part = target.slice(target.position(), size);
      fill(part);
      check(part.flip());
      target.position(target.position() + size);
      return size;
    }
    MemorySegment bytes = (plain ? block() : packed()).segment().asSlice(0, stored);
    ByteBuffer buffer = bytes.asByteBuffer();
    fill(buffer);
    check(buffer.flip());
    ended = size == 0;
    left = plain ? bytes.asByteBuffer() : unpacked(bytes, size);
    return 0;
  }

  private ByteBuffer unpacked(MemorySegment bytes, int size) {
    String where = "a chunk at byte " + position;
    codec.checkSize(bytes, size, where);
    codec.decompress(bytes, block().segment(), size, where);
    return block().segment().asSlice(0, size).asByteBuffer();
  }

  private void check(ByteBuffer stored) {
    checksum.reset();
    checksum.update(header.slice(0, 8));
    checksum.update(stored);
    if ((int) checksum.getValue() != header.getInt(8)) {
      throw damaged();
    }
  }

  private DataException damaged() {
    return new DataException(
        "a chunk was damaged on its way: not what was written before byte " + position);
  }

  private void fill(ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      int count = in.read(target);
      if (count < 0) {
        throw new DataException("a chunk was cut short after %d bytes".formatted(position));
      }
      position += count;
    }
  }

  private NativeBuffer block() {
    NativeBuffer buffer = block;
    if (buffer == null) {
      // Decompression may write some bytes more.
      buffer = memory.allocate(FrameOutput.LONGEST + NativeBuffer.ALIGNMENT);
      block = buffer;
    }
    return buffer;
  }

  private NativeBuffer packed() {
    NativeBuffer buffer = packed;
    if (buffer == null) {
      buffer = memory.allocate(FrameOutput.LONGEST);
      packed = buffer;
    }
    return buffer;
  }

  private static DataException unknown(ByteBuffer prologue) {
    return new DataException(
        "this is no chunk, or one of another version: it begins with %08x %08x"
            .formatted(prologue.getInt(0), prologue.getInt(4)));
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      if (block != null) {
        block.close();
      }
      if (packed != null) {
        packed.close();
      }
    }
  }
}
