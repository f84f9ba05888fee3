package dev.quern.engine.io;

import dev.quern.engine.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What a file was when it was opened. What was learnt from it then (a footer, types, where rows
 * begin) is of no use once another has taken its place.
 *
 * @param path where it is
 * @param size its length
 * @param written when it was last written to
 */
public record FileVersion(Path path, long size, FileTime written) {

  /**
   * What the file is now.
   *
   * @throws StorageException when it is not there, or cannot be looked at
   */
  public static FileVersion of(Path path) {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return new FileVersion(path, now.size(), now.lastModifiedTime());
    } catch (NoSuchFileException e) {
      throw new StorageException(
          path + " does not exist (looked in " + Path.of("").toAbsolutePath() + ")", e);
    } catch (IOException e) {
      throw new StorageException(path + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  /**
   * Checks that the file is still the one it was. Only where it was opened: copies on other
   * machines have times of their own.
   *
   * @throws StorageException when it was written to, replaced or removed
   */
  public void check() {
    FileVersion now = of(path);
    if (!now.equals(this)) {
      throw changed(
          path,
          "%,d bytes, of %s, and has %,d, of %s".formatted(size, written, now.size, now.written));
    }
  }

  /**
   * Checks the length alone, as readers do once more when they begin.
   *
   * @param now how long the file is that they have in hand
   * @throws StorageException when it is another
   */
  public static void checkSize(Path path, long size, long now) {
    if (now != size) {
      throw changed(path, "%,d bytes, and has %,d".formatted(size, now));
    }
  }

  private static StorageException changed(Path path, String difference) {
    return new StorageException(
        ("%s was written to or replaced after this frame was made of it (it had %s): make the frame"
                + " anew, by reading the file again")
            .formatted(path, difference));
  }
}
