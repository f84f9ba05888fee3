package dev.quern.scheduler.spark.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Folders of clusters, whose names tell the process that they are of: it may have been killed. */
final class ClusterFolder {
  private static final String PREFIX = "quern-cluster-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-.*");

  private ClusterFolder() {}

  /** A new one of this process. */
  static Path create() throws IOException {
    return Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
  }

  /** Deletes those whose processes are no more. */
  static void deleteOrphans() throws IOException {
    List<Path> orphans;
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      orphans = all.filter(ClusterFolder::isOrphan).toList();
    }
    for (Path orphan : orphans) {
      delete(orphan);
    }
  }

  private static boolean isOrphan(Path folder) {
    Matcher name = NAME.matcher(String.valueOf(folder.getFileName()));
    return name.matches()
        && Files.isWritable(folder)
        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }

  /** Deletes one with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
