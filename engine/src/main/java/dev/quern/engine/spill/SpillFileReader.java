package dev.quern.engine.spill;

import dev.quern.engine.DataException;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.PositionalInput;
import dev.quern.engine.memory.MemoryBudget;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4Decompressor;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a spill file. A block that is wanted whole goes straight to where it is wanted;
 * others are kept until the next, or until {@link #release}.
 */
final class SpillFileReader implements PositionalInput {
  private final SpillFile owner;
  private final InputFile file;
  private final BlockIndex index;
  private final BlockBuffers buffers;
  private final CRC32C checksum = new CRC32C();
  private final Lz4Decompressor decompressor = Lz4Decompressor.create();
  private int held = -1;
  private int last;
  private boolean closed;

  SpillFileReader(SpillFile owner, InputFile file, BlockIndex index, MemoryBudget memory) {
    this.owner = owner;
    this.file = file;
    this.index = index;
    this.buffers = new BlockBuffers(memory);
  }

  @Override
  public String name() {
    return owner.toString();
  }

  @Override
  public long size() {
    return index.size();
  }

  @Override
  public void read(long position, MemorySegment target) {
    long wanted = target.byteSize();
    if (position < 0 || wanted > index.size() - position) {
      throw new IndexOutOfBoundsException(
          "%d bytes at %d of %d".formatted(wanted, position, index.size()));
    }
    long done = 0;
    while (done < wanted) {
      long at = position + done;
      last = index.find(at, last);
      int size = index.size(last);
      int from = (int) (at - index.start(last));
      if (from == 0 && wanted - done >= size && last != held && target.isNative()) {
        load(last, target.asSlice(done, size));
        done += size;
      } else {
        int part = (int) Math.min(size - from, wanted - done);
        MemorySegment.copy(held(last), from, target, done, part);
        done += part;
      }
    }
  }

  /** Gives up the memory it holds, until the next read. */
  void release() {
    held = -1;
    buffers.release();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      release();
      file.close();
    } finally {
      owner.leave();
    }
  }

  private MemorySegment held(int wanted) {
    MemorySegment buffer = buffers.block();
    if (held != wanted) {
      held = -1;
      load(wanted, buffer.asSlice(0, index.size(wanted)));
      held = wanted;
    }
    return buffer;
  }

  private void load(int number, MemorySegment target) {
    int stored = index.stored(number);
    if (stored == target.byteSize()) {
      fetch(number, target);
      return;
    }
    MemorySegment source = buffers.packed(SpillFileWriter.BLOCK).asSlice(0, stored);
    fetch(number, source);
    try {
      int size = decompressor.decompress(source, target);
      if (size != target.byteSize()) {
        throw broken(number, "it has " + size + " bytes instead of " + target.byteSize(), null);
      }
    } catch (MalformedInputException e) {
      throw broken(number, String.valueOf(e.getMessage()), e);
    }
  }

  /* Reads what stands in the file and compares its checksum. */
  private void fetch(int number, MemorySegment target) {
    long place = index.place(number);
    if (place + target.byteSize() > file.size()) {
      throw broken(number, "the file ends at " + file.size(), null);
    }
    file.read(place, target);
    checksum.reset();
    checksum.update(target.asByteBuffer());
    if ((int) checksum.getValue() != index.checksum(number)) {
      throw broken(number, "its checksum is another than when it was written", null);
    }
  }

  private DataException broken(int number, String how, @Nullable Throwable cause) {
    String message =
        "%s: the block at byte %d did not come back from the disk as it was written: %s; check the disk, or name another folder for spilled data"
            .formatted(owner, index.place(number), how);
    return cause == null ? new DataException(message) : new DataException(message, cause);
  }
}
