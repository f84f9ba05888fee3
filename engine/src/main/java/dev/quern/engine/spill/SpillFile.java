package dev.quern.engine.spill;

import dev.quern.engine.StorageException;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.PositionalInput;
import dev.quern.engine.memory.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bytes put aside in a file. Several may read them at once, each through its own reader; the file
 * is deleted when this and all readers are closed. Thread-safe.
 *
 * <p>Where its blocks begin and their checksums are kept in memory, so that nothing read from the
 * disk is believed before it was checked.
 */
public final class SpillFile implements AutoCloseable {
  private final String what;
  private final Path path;
  private final BlockIndex index;
  private final SpillQuota quota;
  private final MemoryBudget memory;
  private final AtomicInteger users = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  SpillFile(String what, Path path, BlockIndex index, SpillQuota quota, MemoryBudget memory) {
    this.what = what;
    this.path = path;
    this.index = index;
    this.quota = quota;
    this.memory = memory;
  }

  /** How many bytes were written. */
  public long size() {
    return index.size();
  }

  /** How many bytes of the disk they take. */
  public long bytes() {
    return index.stored();
  }

  /**
   * The bytes, to be read by one thread. A block that is not what was written is a {@link
   * dev.quern.engine.DataException} of the read that meets it.
   *
   * @throws IllegalStateException when this was closed
   */
  public PositionalInput open() {
    return reader();
  }

  SpillFileReader reader() {
    int before = users.getAndUpdate(count -> count == 0 ? 0 : count + 1);
    if (before == 0) {
      throw new IllegalStateException(this + " was deleted");
    }
    try {
      return new SpillFileReader(this, InputFile.open(path), index, memory);
    } catch (RuntimeException | Error e) {
      leave();
      throw e;
    }
  }

  /** Gives the bytes up; what is being read can be read to the end. Twice is harmless. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      leave();
    }
  }

  /** What is in it, and where it is. */
  @Override
  public String toString() {
    return what + " in " + path;
  }

  void leave() {
    if (users.decrementAndGet() == 0) {
      delete(path);
      quota.give(index.stored());
    }
  }

  static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new StorageException(path + " cannot be deleted: " + e.getMessage(), e);
    }
  }
}
