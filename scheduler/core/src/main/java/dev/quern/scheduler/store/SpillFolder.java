package dev.quern.scheduler.store;

import dev.quern.engine.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A folder for the spilled data of one session, which only this user may read, and which goes with
 * the session or with the process.
 */
final class SpillFolder implements AutoCloseable {
  /*
   * Beside each folder is a file that its process keeps locked, which the system unlocks however the
   * process ends. So a folder whose lock can be had belongs to nobody any more. The lock is taken
   * before the folder is made, and deleted after it. Whoever clears away takes the lock first too:
   * then a process that has just made the file, and not yet locked it, finds it taken or gone, and
   * tries another name. A process never opens such a file of its own a second time: POSIX has it
   * lose all of its locks on a file when any descriptor of that file is closed.
   */
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final String PREFIX = "quern-spill-";
  private static final String LOCK = ".lock";
  private static final Set<SpillFolder> OPEN = ConcurrentHashMap.newKeySet();

  /* The names of this process's lock files, whatever path leads to them. */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  static {
    Thread last = new Thread(() -> OPEN.forEach(SpillFolder::close), "quern-spill-cleaner");
    Runtime.getRuntime().addShutdownHook(last);
  }

  private final Path path;
  private final Path lockFile;
  private final FileChannel lock;

  private SpillFolder(Path path, Path lockFile, FileChannel lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Makes a folder in {@code base}, which is made too if it is missing.
   *
   * @throws StorageException when that is not possible
   */
  static SpillFolder create(Path base) {
    try {
      Files.createDirectories(base);
      while (true) {
        SpillFolder made = tryCreate(base);
        if (made != null) {
          OPEN.add(made);
          return made;
        }
      }
    } catch (IOException e) {
      throw new StorageException(
          "%s cannot hold spilled data: %s; name another folder with SessionConfig.spillDirectory or QUERN_SPILL"
              .formatted(base, e),
          e);
    }
  }

  /** Deletes the folders in {@code base} whose processes have ended; says how many. */
  static int deleteAbandoned(Path base) {
    int deleted = 0;
    if (!Files.isDirectory(base)) {
      return deleted;
    }
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(base, PREFIX + "*" + LOCK)) {
      for (Path lockFile : locks) {
        if (OWN.contains(nameOf(lockFile))) {
          continue;
        }
        deleted += deleteIfAbandoned(lockFile) ? 1 : 0;
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "looking for left-over spilled data in " + base, e);
    }
    return deleted;
  }

  /** Where it is. */
  Path path() {
    return path;
  }

  /** Deletes everything in it. Twice is harmless. */
  @Override
  public void close() {
    if (!OPEN.remove(this)) {
      return;
    }
    try (lock) {
      deleteFlat(path);
      Files.deleteIfExists(lockFile);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "deleting " + path + "; the next session will try again", e);
    } finally {
      OWN.remove(nameOf(lockFile));
    }
  }

  /* Null when the name was taken, if only for a moment. */
  private static @Nullable SpillFolder tryCreate(Path base) throws IOException {
    String name =
        "%s%d-%08x"
            .formatted(
                PREFIX, ProcessHandle.current().pid(), ThreadLocalRandom.current().nextInt());
    Path lockFile = base.resolve(name + LOCK);
    if (!OWN.add(nameOf(lockFile))) {
      return null;
    }
    SpillFolder made = null;
    try {
      made = lock(base, base.resolve(name), lockFile);
      return made;
    } finally {
      if (made == null) {
        OWN.remove(nameOf(lockFile));
      }
    }
  }

  private static @Nullable SpillFolder lock(Path base, Path path, Path lockFile)
      throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              lockFile,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              ownerOnly(base, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      return null;
    }
    try {
      if (lockOf(channel) == null || !Files.exists(lockFile)) {
        channel.close();
        return null;
      }
      Path folder = Files.createDirectory(path, ownerOnly(base, "rwx------"));
      return new SpillFolder(folder, lockFile, channel);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(lockFile);
      throw e;
    }
  }

  private static String nameOf(Path lockFile) {
    return lockFile.getFileName().toString();
  }

  private static boolean deleteIfAbandoned(Path lockFile) {
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
      if (lockOf(channel) == null) {
        return false;
      }
      String name = nameOf(lockFile);
      deleteFlat(lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())));
      return Files.deleteIfExists(lockFile);
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException e) {
      // Most likely somebody else's.
      LOG.log(Level.DEBUG, lockFile + " is left alone", e);
      return false;
    }
  }

  /* Null when another process has it. */
  private static @Nullable FileLock lockOf(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ofThisProcess) {
      return null;
    }
  }

  /* Never follows a link, and never deletes a folder in the folder: there is none of ours. */
  private static void deleteFlat(Path folder) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    }
    Files.deleteIfExists(folder);
  }

  private static FileAttribute<?>[] ownerOnly(Path base, String permissions) {
    return base.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
