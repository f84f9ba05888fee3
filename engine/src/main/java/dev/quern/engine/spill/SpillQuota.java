package dev.quern.engine.spill;

import java.io.IOException;
import java.nio.file.Path;

/** The account that spill files count their bytes in. Thread-safe. */
public interface SpillQuota {

  /**
   * Counts bytes about to be written.
   *
   * @throws dev.quern.engine.StorageException when that is more than may lie on the disk; nothing
   *     is counted then
   */
  void take(long bytes);

  /** Counts bytes that were deleted, or not written after all. */
  void give(long bytes);

  /** The error to throw when the file system refused {@code bytes} for {@code file}. */
  RuntimeException refusal(Path file, long bytes, IOException cause);
}
