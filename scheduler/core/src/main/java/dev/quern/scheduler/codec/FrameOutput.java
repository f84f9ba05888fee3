package dev.quern.scheduler.codec;

import dev.quern.engine.io.ipc.BufferCodec;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in checksummed blocks, compressed where it pays.
 *
 * <pre>
 *   magic, codec             at the beginning
 *   size, stored, checksum   of each block, little-endian ints; then the stored bytes
 *   0, 0, checksum           at the end
 * </pre>
 *
 * <p>A block is compressed if fewer bytes are stored than it has. The checksum is that of the two
 * lengths and of what is stored. Not thread-safe; {@link #close} writes nothing.
 */
final class FrameOutput implements WritableByteChannel {
  static final int MAGIC = 0x51524331;
  static final int PROLOGUE = 8;
  static final int HEADER = 12;
  static final int PLAIN = 0;
  static final int LZ4 = 1;
  static final int ZSTD = 2;

  /** The most bytes of a block. */
  static final int LONGEST = 256 << 10;

  /* What comes in smaller pieces is gathered. */
  private static final int GATHERED = 64 << 10;
  /* A block that does not shrink by an eighth is stored as it is. */
  private static final int LEAST_GAIN = 8;

  private final WritableByteChannel out;
  private final BufferCodec codec;
  private final MemoryBudget memory;
  private final CRC32C checksum = new CRC32C();
  private final NativeBuffer block;
  private @Nullable NativeBuffer packed;
  private int filled;
  private boolean open = true;

  FrameOutput(WritableByteChannel out, BufferCodec codec, MemoryBudget memory) throws IOException {
    this.out = out;
    this.codec = codec;
    this.memory = memory;
    ByteBuffer prologue = ByteBuffer.allocate(PROLOGUE).order(ByteOrder.LITTLE_ENDIAN);
    putAll(prologue.putInt(MAGIC).putInt(number(codec)).flip());
    this.block = memory.allocate(codec == BufferCodec.NONE ? GATHERED : LONGEST);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    while (bytes.hasRemaining()) {
      if (filled == 0 && bytes.isDirect() && bytes.remaining() >= block.size()) {
        int size = Math.min(bytes.remaining(), LONGEST);
        put(MemorySegment.ofBuffer(bytes.slice(bytes.position(), size)));
        bytes.position(bytes.position() + size);
      } else {
        gather(bytes);
      }
    }
    return count;
  }

  private void gather(ByteBuffer bytes) throws IOException {
    int size = (int) Math.min(bytes.remaining(), block.size() - filled);
    MemorySegment source = MemorySegment.ofBuffer(bytes.slice(bytes.position(), size));
    MemorySegment.copy(source, 0, block.segment(), filled, size);
    bytes.position(bytes.position() + size);
    filled += size;
    if (filled == block.size()) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (filled > 0) {
      put(block.segment().asSlice(0, filled));
      filled = 0;
    }
  }

  /** Ends the bytes. */
  void finish() throws IOException {
    flush();
    putBlock(0, MemorySegment.NULL);
  }

  private void put(MemorySegment bytes) throws IOException {
    putBlock((int) bytes.byteSize(), packed(bytes));
  }

  private MemorySegment packed(MemorySegment bytes) {
    if (codec == BufferCodec.NONE) {
      return bytes;
    }
    NativeBuffer target = packed;
    if (target == null) {
      target = memory.allocate(codec.maxSize(LONGEST));
      packed = target;
    }
    long size = codec.compress(bytes, target.segment());
    return size > bytes.byteSize() - bytes.byteSize() / LEAST_GAIN
        ? bytes
        : target.segment().asSlice(0, size);
  }

  private void putBlock(int size, MemorySegment stored) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(size).putInt((int) stored.byteSize());
    checksum.reset();
    checksum.update(header.duplicate().flip());
    checksum.update(stored.asByteBuffer());
    putAll(header.putInt((int) checksum.getValue()).flip());
    putAll(stored.asByteBuffer());
  }

  private void putAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int _ = out.write(bytes);
    }
  }

  private static int number(BufferCodec codec) {
    return switch (codec) {
      case NONE -> PLAIN;
      case LZ4 -> LZ4;
      case ZSTD -> ZSTD;
    };
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      block.close();
      if (packed != null) {
        packed.close();
      }
    }
  }
}
