package dev.quern.engine.spill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.StorageException;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Spill files in a folder of a test, and at most so many bytes of them. Closing checks that all
 * were deleted and that nothing was left allocated.
 */
public final class TempSpillSpace implements SpillSpace, SpillQuota, AutoCloseable {
  private final Path folder;
  private final long limit;
  private final MemoryBudget buffers = MemoryBudget.root("spill buffers", 64 << 20);
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong written = new AtomicLong();

  /** Files in {@code folder} without a limit. */
  public TempSpillSpace(Path folder) {
    this(folder, Long.MAX_VALUE);
  }

  /** Files in {@code folder} of at most {@code limit} bytes together. */
  public TempSpillSpace(Path folder, long limit) {
    this.folder = folder;
    this.limit = limit;
  }

  @Override
  public SpillWriter create(String what, Schema schema) {
    return new BatchFileWriter(schema, createFile(what, true), buffers);
  }

  @Override
  public MemoryBudget memory() {
    return buffers;
  }

  @Override
  public MemoryBudget onDisk(String what) {
    return MemoryBudget.onDisk(what, new QuotaFiles(this, this::nextFile));
  }

  private Path nextFile() {
    return folder.resolve(files.incrementAndGet() + ".spill");
  }

  /** Begins a file of bytes. */
  public SpillFileWriter createFile(String what, boolean compress) {
    return SpillFileWriter.create(what, nextFile(), this, buffers, compress);
  }

  /** How many files were begun. */
  public long files() {
    return files.get();
  }

  /** Bytes on disk now. */
  public long used() {
    return used.get();
  }

  /** Bytes ever written. */
  public long written() {
    return written.get();
  }

  /** Bytes that writers and readers hold of memory. */
  public long buffered() {
    return buffers.used();
  }

  @Override
  public void take(long bytes) {
    if (used.addAndGet(bytes) > limit) {
      used.addAndGet(-bytes);
      throw new StorageException("the test's disk is full");
    }
    written.addAndGet(bytes);
  }

  @Override
  public void give(long bytes) {
    used.addAndGet(-bytes);
  }

  @Override
  public StorageException refusal(Path file, long bytes, IOException cause) {
    return new StorageException(file + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    assertThat(used).as("bytes left on disk").hasValue(0);
    assertThat(folder).isEmptyDirectory();
    buffers.close();
  }
}
