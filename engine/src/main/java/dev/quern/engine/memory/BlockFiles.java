package dev.quern.engine.memory;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Says where the files of a {@link MemoryBudget#onDisk} budget are, and counts their bytes.
 * Thread-safe.
 */
public interface BlockFiles {

  /**
   * The name of a file of {@code bytes} that is about to be made.
   *
   * @throws dev.quern.engine.StorageException when that is more than may lie on the disk
   */
  Path begin(long bytes);

  /** Tells that a file of {@code bytes} was deleted, or not made after all. */
  void ended(long bytes);

  /** The error to throw when the file system refused {@code bytes} for {@code file}. */
  RuntimeException refusal(Path file, long bytes, IOException cause);
}
