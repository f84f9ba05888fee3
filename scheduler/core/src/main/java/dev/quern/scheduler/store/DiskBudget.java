package dev.quern.scheduler.store;

import dev.quern.engine.StorageException;
import dev.quern.engine.memory.Bytes;
import dev.quern.engine.spill.SpillQuota;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** How much spilled data may lie on a disk, and how much does. Thread-safe, without a lock. */
public final class DiskBudget implements SpillQuota {
  private final Path folder;
  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong written = new AtomicLong();

  /** At most {@code limit} bytes in {@code folder}. */
  DiskBudget(Path folder, long limit) {
    this.folder = folder;
    this.limit = limit;
  }

  @Override
  public void take(long bytes) {
    if (!tryTake(bytes)) {
      throw new StorageException(full(bytes));
    }
    written.addAndGet(bytes);
  }

  /** Counts bytes about to be written, if that many are allowed. */
  boolean tryTake(long bytes) {
    long before;
    do {
      before = used.get();
      if (bytes > limit - before) {
        return false;
      }
    } while (!used.compareAndSet(before, before + bytes));
    return true;
  }

  @Override
  public void give(long bytes) {
    used.addAndGet(-bytes);
  }

  @Override
  public StorageException refusal(Path file, long bytes, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    String lower = reason.toLowerCase(Locale.ROOT);
    // The JDK has no type for a full disk, just what the system said.
    if (lower.contains("no space")
        || lower.contains("not enough space")
        || lower.contains("quota")) {
      return new StorageException(full(bytes), cause);
    }
    return new StorageException(
        "%s cannot be written: %s; name another folder for spilled data with SessionConfig.spillDirectory or QUERN_SPILL"
            .formatted(file, reason),
        cause);
  }

  /** Bytes that lie there now. */
  public long used() {
    return used.get();
  }

  /** Bytes that were ever written. */
  public long written() {
    return written.get();
  }

  /** The most bytes that may lie there. */
  public long limit() {
    return limit;
  }

  private String full(long bytes) {
    return """
    no room for %s more of spilled data in %s: %s of the %s allowed are used, and the disk has %s left. \
    Free some, allow more with SessionConfig.disk, take another folder with SessionConfig.spillDirectory \
    or QUERN_SPILL, or give the session more memory\
    """
        .formatted(
            Bytes.text(bytes), folder, Bytes.text(used()), Bytes.text(limit), freeText(folder));
  }

  private static String freeText(Path folder) {
    try {
      return Bytes.text(Files.getFileStore(folder).getUsableSpace());
    } catch (IOException e) {
      return "an unknown number of bytes (" + e.getMessage() + ")";
    }
  }
}
