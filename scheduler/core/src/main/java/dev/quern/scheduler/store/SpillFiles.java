package dev.quern.scheduler.store;

import dev.quern.engine.SessionClosedException;
import dev.quern.engine.StorageException;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.BatchFileWriter;
import dev.quern.engine.spill.QuotaFiles;
import dev.quern.engine.spill.SpillFileWriter;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.SpillWriter;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The spilled data of one session: files in a private folder, made when the first one is asked for,
 * and deleted when this is closed or the process ends. What crashed processes left in the same
 * place is deleted when this is opened. Thread-safe.
 *
 * <p>While something is written or read, two blocks of 256 KiB are held for it, and copies of a few
 * rows, beside the session's memory: data must be put aside just when that is full.
 */
public final class SpillFiles implements SpillSpace, AutoCloseable {
  /** The share of what is free on a disk that is taken when no limit is set, in percent. */
  static final int SHARE_OF_FREE = 80;

  private final Path base;
  private final OptionalLong limit;
  private final MemoryBudget buffers;
  private final AtomicLong made = new AtomicLong();
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable Place place;
  private volatile boolean closed;

  /**
   * Spilled data below {@code base}.
   *
   * @param base the folder that gets the private folder; made when it is missing
   * @param limit the most bytes on disk; by default {@value #SHARE_OF_FREE} % of what is free when
   *     the first file is made
   */
  public SpillFiles(Path base, OptionalLong limit) {
    this.base = base;
    this.limit = limit;
    this.buffers = MemoryBudget.root("spill buffers", Long.MAX_VALUE);
    int _ = SpillFolder.deleteAbandoned(base);
  }

  @Override
  public SpillWriter create(String what, Schema schema) {
    return new BatchFileWriter(schema, createFile(what), buffers);
  }

  @Override
  public MemoryBudget memory() {
    return buffers;
  }

  @Override
  public MemoryBudget onDisk(String what) {
    Place here = place();
    return MemoryBudget.onDisk(what, new QuotaFiles(here.disk, () -> nextFile(here)));
  }

  private Path nextFile(Place here) {
    return here.folder.path().resolve(made.incrementAndGet() + ".spill");
  }

  /**
   * Begins a file of bytes.
   *
   * @param what what they are, for messages
   * @throws StorageException when the disk, or the space allowed on it, is full
   */
  public SpillFileWriter createFile(String what) {
    Place here = place();
    return SpillFileWriter.create(what, nextFile(here), here.disk, buffers, true);
  }

  /** Whether anything may be put aside at all: whether the limit is not zero. */
  public boolean isAllowed() {
    return limit.isEmpty() || limit.getAsLong() > 0;
  }

  /** Bytes that lie on disk now. */
  public long used() {
    Place here = place;
    return here == null ? 0 : here.disk.used();
  }

  /** Bytes that were ever written. */
  public long written() {
    Place here = place;
    return here == null ? 0 : here.disk.written();
  }

  /** Deletes everything. Twice is harmless. */
  @Override
  public void close() {
    opening.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      Place here = place;
      if (here != null) {
        here.folder.close();
      }
    } finally {
      opening.unlock();
    }
    buffers.close();
  }

  private Place place() {
    Place here = place;
    if (here != null && !closed) {
      return here;
    }
    opening.lock();
    try {
      if (closed) {
        throw new SessionClosedException("the session whose data is to be spilled was closed");
      }
      here = place;
      if (here == null) {
        SpillFolder folder = SpillFolder.create(base);
        here = new Place(folder, new DiskBudget(folder.path(), limitIn(folder.path())));
        place = here;
      }
      return here;
    } finally {
      opening.unlock();
    }
  }

  private long limitIn(Path folder) {
    if (limit.isPresent()) {
      return limit.getAsLong();
    }
    try {
      return Files.getFileStore(folder).getUsableSpace() / 100 * SHARE_OF_FREE;
    } catch (IOException e) {
      throw new StorageException(
          "%s does not say how much is free: %s; set a limit with SessionConfig.disk"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private record Place(SpillFolder folder, DiskBudget disk) {}
}
