package dev.quern.bench.tpch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts that are compared with files beside the tests: {@code -Dquern.golden=write} writes the
 * files instead, so that what changed is read as a diff.
 */
final class Golden {
  private static final boolean WRITES = "write".equals(System.getProperty("quern.golden"));

  private final Path folder;
  private final List<String> differences = new ArrayList<>();

  /** The texts in a folder of this module's test resources. */
  Golden(String folder) {
    this.folder = Path.of("src/test/resources").resolve(folder);
  }

  /** Compares {@code text} with the file {@code name}, or writes it. */
  void check(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    if (WRITES) {
      Files.createDirectories(folder);
      Files.writeString(file, text);
      return;
    }
    String golden = Files.exists(file) ? Files.readString(file) : "no file " + file;
    if (!golden.equals(text)) {
      differences.add("%s was%n%s%nand is%n%s".formatted(name, golden, text));
    }
  }

  /** The texts that differ from their files, with both. */
  List<String> differences() {
    return differences;
  }
}
