package dev.quern.engine.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A block below Arrow's allocator that is a file of its own, mapped, and deleted when it is freed.
 */
final class MappedBlock extends AllocationManager {
  /** The least that gets a file; a smaller block is memory as any other. */
  private static final long LEAST = 1L << 20;

  private static final int ZEROS = 1 << 20;

  private final BlockFiles files;
  private final Path file;
  private final long size;
  private final Arena arena;
  private final long address;

  private MappedBlock(BufferAllocator accounting, BlockFiles files, long size) {
    super(accounting);
    this.files = files;
    this.size = size;
    this.file = files.begin(size);
    this.arena = Arena.ofShared();
    try {
      this.address = map().address();
    } catch (IOException e) {
      RuntimeException refusal = files.refusal(file, size, e);
      try {
        delete();
      } catch (IOException second) {
        refusal.addSuppressed(second);
      }
      throw refusal;
    }
  }

  /*
   * The file is written whole before: a page of a file with holes for which the disk has no room
   * when it is first touched ends the process.
   */
  private MemorySegment map() throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, size));
      for (long at = 0; at < size; ) {
        zeros.position(0).limit((int) Math.min(zeros.capacity(), size - at));
        at += channel.write(zeros);
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
    }
  }

  @Override
  public long getSize() {
    return size;
  }

  @Override
  protected long memoryAddress() {
    return address;
  }

  @Override
  protected void release0() {
    try {
      delete();
    } catch (IOException e) {
      throw files.refusal(file, size, e);
    }
  }

  private void delete() throws IOException {
    arena.close();
    try {
      Files.deleteIfExists(file);
    } finally {
      files.ended(size);
    }
  }

  /** Makes blocks that are files, and such of the pool for what is small. */
  static AllocationManager.Factory factory(BlockFiles files) {
    return new AllocationManager.Factory() {
      @Override
      public AllocationManager create(BufferAllocator accounting, long size) {
        return size < LEAST
            ? FfmAllocationManager.FACTORY.create(accounting, size)
            : new MappedBlock(accounting, files, size);
      }

      @Override
      public ArrowBuf empty() {
        return FfmAllocationManager.FACTORY.empty();
      }
    };
  }
}
