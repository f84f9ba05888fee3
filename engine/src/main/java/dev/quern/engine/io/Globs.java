package dev.quern.engine.io;

import dev.quern.engine.PlanException;
import dev.quern.engine.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** File names with wildcards. */
public final class Globs {
  private static final String WILDCARDS = "*?[{";

  /* A letter alone is a drive. */
  private static final Pattern URL = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+)://");

  private Globs() {}

  /** The same with one suffix. */
  public static List<Path> expand(String pattern, String suffix) {
    return expand(pattern, List.of(suffix));
  }

  /**
   * The files that {@code path} names, in the order of their paths, so that the order of rows does
   * not depend on the file system.
   *
   * <p>A {@code file://} before it is left out. A file stands for itself, also when its name looks
   * like a pattern. A folder stands for all files below it whose name ends in one of {@code
   * suffixes}. Otherwise {@code *} and {@code ?} match within a name, {@code **} across folders,
   * {@code {a,b}} and {@code [ab]} alternatives. What begins with a dot or an underscore, as
   * temporary files do, is matched only when the pattern says so.
   *
   * @throws StorageException when nothing matches
   */
  public static List<Path> expand(String path, List<String> suffixes) {
    String pattern = withoutScheme(path);
    Path whole = exactPath(pattern);
    if (whole != null && Files.isDirectory(whole)) {
      return nonEmpty(
          walk(
              whole,
              file ->
                  isVisible(whole, file)
                      && suffixes.stream().anyMatch(suffix -> file.toString().endsWith(suffix))),
          "%s has no file below it that ends in %s"
              .formatted(whole, String.join(" or ", suffixes)));
    }
    if (whole != null && (Files.exists(whole) || !hasWildcard(pattern))) {
      return List.of(whole);
    }
    return glob(pattern);
  }

  /**
   * The path that {@code text} is, with a {@code file://} before it or without.
   *
   * @throws PlanException when it is none of this machine: {@code s3://} would else be a folder
   */
  public static Path path(String text) {
    String path = withoutScheme(text);
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw noPath(path, e);
    }
  }

  private static String withoutScheme(String path) {
    Matcher url = URL.matcher(path);
    if (!url.lookingAt()) {
      return path;
    }
    if (url.group(1).equalsIgnoreCase("file")) {
      return path.substring(url.end());
    }
    throw new PlanException(
        ("%s: only files at paths of this machine are read and written, none at %s...: mount the"
                + " place, or copy the file")
            .formatted(path, url.group()));
  }

  private static List<Path> glob(String pattern) {
    Path root = fixedPart(pattern);
    if (!Files.isDirectory(root)) {
      throw new StorageException(
          "no file matches %s: there is no folder %s".formatted(pattern, root.toAbsolutePath()));
    }
    PathMatcher matcher = matcher(pattern);
    boolean hidden = pattern.contains("/.") || pattern.contains("/_");
    return nonEmpty(
        walk(root, path -> (hidden || isVisible(root, path)) && matcher.matches(named(root, path))),
        "no file below %s matches %s".formatted(root.toAbsolutePath(), pattern));
  }

  /* A relative pattern that begins with a wildcard is matched against paths without "./". */
  private static Path named(Path root, Path path) {
    return root.toString().isEmpty() ? root.relativize(path) : path;
  }

  private static List<Path> nonEmpty(List<Path> paths, String otherwise) {
    if (paths.isEmpty()) {
      throw new StorageException(otherwise);
    }
    return paths;
  }

  private static List<Path> walk(Path root, java.util.function.Predicate<Path> wanted) {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(wanted).filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new StorageException(root + " cannot be listed: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new StorageException(root + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static boolean isVisible(Path root, Path path) {
    for (Path name : root.relativize(path)) {
      String text = name.toString();
      if (text.startsWith(".") || text.startsWith("_")) {
        return false;
      }
    }
    return true;
  }

  private static Path fixedPart(String pattern) {
    int wildcard = 0;
    while (WILDCARDS.indexOf(pattern.charAt(wildcard)) < 0) {
      wildcard++;
    }
    int folder = pattern.lastIndexOf('/', wildcard);
    return folder < 0 ? Path.of("") : Path.of(folder == 0 ? "/" : pattern.substring(0, folder));
  }

  private static PlanException noPath(String text, InvalidPathException cause) {
    return new PlanException("'%s' is no path: %s".formatted(text, cause.getMessage()));
  }

  private static PathMatcher matcher(String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (IllegalArgumentException e) {
      throw new PlanException("'%s' is no file pattern: %s".formatted(pattern, e.getMessage()));
    }
  }

  private static boolean hasWildcard(String pattern) {
    return pattern.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
  }

  private static @org.jspecify.annotations.Nullable Path exactPath(String pattern) {
    try {
      return Path.of(pattern);
    } catch (InvalidPathException e) {
      if (hasWildcard(pattern)) {
        // Some file systems have no wildcards in names: then this is no file, but a pattern.
        return null;
      }
      throw noPath(pattern, e);
    }
  }
}
