package dev.quern.engine.io.parquet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of Apache's parquet-testing. */
final class Corpus {
  private Corpus() {}

  /** Those that are not broken on purpose; without them the test is skipped. */
  static List<Path> files() throws IOException {
    String corpus = System.getenv("QUERN_CORPUS");
    assumeTrue(corpus != null, "QUERN_CORPUS does not name a folder with parquet-testing");
    try (Stream<Path> all = Files.list(Path.of(corpus, "data"))) {
      return all.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }
}
