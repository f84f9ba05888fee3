package dev.quern.engine.spill;

import dev.quern.engine.memory.BlockFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Files of blocks that count in the account of spill files.
 *
 * @param names gives each file another name
 */
public record QuotaFiles(SpillQuota quota, Supplier<Path> names) implements BlockFiles {

  @Override
  public Path begin(long bytes) {
    quota.take(bytes);
    return names.get();
  }

  @Override
  public void ended(long bytes) {
    quota.give(bytes);
  }

  @Override
  public RuntimeException refusal(Path file, long bytes, IOException cause) {
    return quota.refusal(file, bytes, cause);
  }
}
