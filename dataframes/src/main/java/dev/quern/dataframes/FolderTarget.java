package dev.quern.dataframes;

import dev.quern.dataframes.ops.FileFormat;
import dev.quern.engine.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of files on its way: written aside, as {@code .NAME.RANDOM.tmp} beside it, and published
 * when it is complete.
 *
 * <p>A new folder appears by one rename, and so does each partition that is replaced. An earlier
 * result that is replaced is renamed away just before, and is put back if the new one cannot take
 * its place. Files that are appended appear one after the other; if one cannot, those before it are
 * taken back.
 */
final class FolderTarget implements AutoCloseable {
  private static final Pattern PART = Pattern.compile("part-(\\d{5,9})(?:-\\d{5,9})?\\..*");

  private final Path folder;
  private final Path aside;
  private final SaveMode mode;

  private FolderTarget(Path folder, SaveMode mode) {
    this.folder = folder;
    this.mode = mode;
    this.aside =
        folder.resolveSibling(
            ".%s.%08x.tmp".formatted(folder.getFileName(), ThreadLocalRandom.current().nextInt()));
  }

  /**
   * Checks that {@code folder} may be written.
   *
   * @throws StorageException when there is something that the mode does not allow for
   */
  static FolderTarget open(Path folder, FileFormat format, SaveMode mode) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new StorageException(
          "%s is a file: end the path in .%s to replace it, or name a folder"
              .formatted(folder, format.extension()));
    }
    FolderTarget target = new FolderTarget(folder, mode);
    switch (mode) {
      case CREATE -> target.refuseAny();
      case OVERWRITE -> target.refuseForeign(format);
      case APPEND, OVERWRITE_PARTITIONS -> {}
    }
    try {
      Files.createDirectories(target.aside);
    } catch (IOException e) {
      throw failed(folder, "written", e);
    }
    return target;
  }

  /** Where files are to be written. */
  Path aside() {
    return aside;
  }

  /** The number of the first file: behind those that are there, if these stay. */
  int firstPart() {
    if (mode != SaveMode.APPEND) {
      return 0;
    }
    return files(folder).stream()
        .map(file -> PART.matcher(String.valueOf(file.getFileName())))
        .filter(Matcher::matches)
        .mapToInt(name -> Integer.parseInt(name.group(1)) + 1)
        .max()
        .orElse(0);
  }

  /** Makes what was written what the folder holds, as the mode says. */
  void publish() {
    switch (mode) {
      case CREATE, OVERWRITE -> replace(aside, folder);
      case APPEND -> append();
      case OVERWRITE_PARTITIONS -> {
        for (Path partition : partitions()) {
          replace(aside.resolve(partition), folder.resolve(partition));
        }
      }
    }
  }

  /** Removes what was not published. */
  @Override
  public void close() {
    deleteTree(aside);
  }

  private void refuseAny() {
    if (!Files.exists(folder)) {
      return;
    }
    if (!entries(folder).isEmpty()) {
      throw new StorageException(
          ("%s exists: add to it with withMode(SaveMode.APPEND), replace it with"
                  + " withMode(SaveMode.OVERWRITE), or name another folder")
              .formatted(folder));
    }
  }

  /* Only what looks like an earlier result may be replaced: never a folder of something else. */
  private void refuseForeign(FileFormat format) {
    Optional<Path> foreign =
        files(folder).stream()
            .map(folder::relativize)
            .filter(file -> !isPart(file, format.extension()))
            .findFirst();
    if (foreign.isPresent()) {
      throw new StorageException(
          "%s holds %s, which is no earlier result: write to another folder"
              .formatted(folder, foreign.get()));
    }
  }

  private static boolean isPart(Path file, String extension) {
    String name = String.valueOf(file.getFileName());
    for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
      if (!String.valueOf(folder.getFileName()).contains("=")) {
        return false;
      }
    }
    return PART.matcher(name).matches() && name.contains("." + extension);
  }

  private Set<Path> partitions() {
    Set<Path> partitions = new TreeSet<>();
    for (Path file : files(aside)) {
      Path parent = aside.relativize(file).getParent();
      if (parent != null) {
        partitions.add(parent);
      }
    }
    return partitions;
  }

  private void append() {
    Deque<Path> published = new ArrayDeque<>();
    try {
      for (Path file : files(aside)) {
        Path to = folder.resolve(aside.relativize(file));
        if (to.getParent() != null) {
          Files.createDirectories(to.getParent());
        }
        // Without replacing: another writer may have taken the number meanwhile.
        Files.move(file, to);
        published.push(to);
      }
    } catch (IOException e) {
      StorageException failure = failed(folder, "appended to", e);
      for (Path file : published) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException also) {
          failure.addSuppressed(also);
        }
      }
      throw failure;
    }
  }

  private void replace(Path from, Path to) {
    Path old = aside.resolveSibling(aside.getFileName() + ".old");
    try {
      if (to.getParent() != null) {
        Files.createDirectories(to.getParent());
      }
      boolean replaces = Files.exists(to);
      if (replaces) {
        Files.move(to, old);
      }
      try {
        Files.move(from, to);
      } catch (IOException e) {
        if (replaces) {
          Files.move(old, to);
        }
        throw e;
      }
    } catch (IOException e) {
      throw failed(to, "published", e);
    }
    deleteTree(old);
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw failed(folder, "listed", e);
    }
  }

  private static List<Path> files(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> !Files.isDirectory(file)).sorted().toList();
    } catch (IOException e) {
      throw failed(folder, "listed", e);
    }
  }

  private static void deleteTree(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw failed(folder, "removed", e);
    }
  }

  private static StorageException failed(Path path, String verb, IOException e) {
    return new StorageException("%s cannot be %s: %s".formatted(path, verb, e), e);
  }
}
