package dev.quern.engine.memory;

import java.lang.foreign.Arena;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;

/** What stands below Arrow's allocator: blocks of the pool, 64-byte aligned. */
final class FfmAllocationManager extends AllocationManager {

  /** Makes managers over {@link BlockPool#SHARED}. */
  static final AllocationManager.Factory FACTORY = new PoolFactory();

  private final long address;
  private final long size;

  private FfmAllocationManager(BufferAllocator accounting, long size) {
    super(accounting);
    this.size = BlockPool.blockSize(size);
    this.address = BlockPool.SHARED.take(this.size);
    if (address == 0) {
      throw new OutOfMemoryException("the operating system has no " + size + " bytes left");
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
    BlockPool.SHARED.give(address, size);
  }

  private static final class PoolFactory implements AllocationManager.Factory {
    private final ArrowBuf empty =
        new ArrowBuf(ReferenceManager.NO_OP, null, 0, Arena.global().allocate(128, 64).address());

    @Override
    public AllocationManager create(BufferAllocator accounting, long size) {
      return new FfmAllocationManager(accounting, size);
    }

    @Override
    public ArrowBuf empty() {
      return empty;
    }
  }
}
