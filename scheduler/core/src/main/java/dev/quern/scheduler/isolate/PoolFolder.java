package dev.quern.scheduler.isolate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes what was put into the private folder of a pool. */
final class PoolFolder {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");

  private PoolFolder() {}

  /** Deletes {@code root} and all in it, if it is there; what cannot be deleted is logged. */
  static void delete(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.log(Level.WARNING, "removing " + root, e);
    }
  }
}
