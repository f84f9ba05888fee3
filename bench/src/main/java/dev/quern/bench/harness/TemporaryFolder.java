package dev.quern.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for files that nobody keeps: deleted with all in it when closed. */
public final class TemporaryFolder implements AutoCloseable {
  private final Path path;

  /** A new and empty folder. */
  public TemporaryFolder() throws IOException {
    this.path = Files.createTempDirectory("quern-bench");
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(path)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.delete(each);
    }
  }
}
