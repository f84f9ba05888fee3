package dev.quern.engine.io;

import dev.quern.engine.StorageException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file under construction: written aside as {@code .NAME.RANDOM.tmp} in the target's folder and
 * published under its name by an atomic rename. Without {@link #commit} nothing stays behind.
 */
public final class OutputFile implements AutoCloseable {
  private final Path target;
  private final Path aside;
  private final FileChannel channel;
  private long position;
  private boolean done;

  private OutputFile(Path target, Path aside, FileChannel channel) {
    this.target = target;
    this.aside = aside;
    this.channel = channel;
  }

  /** Starts a file that will be {@code target}; missing parent folders are made. */
  public static OutputFile create(Path target) {
    if (Files.isDirectory(target)) {
      throw new StorageException(target + " is a directory: name a file to write");
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      throw new StorageException(target + " is the root of a file system: name a file to write");
    }
    Path aside =
        folder.resolve(
            ".%s.%08x.tmp".formatted(target.getFileName(), ThreadLocalRandom.current().nextInt()));
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new OutputFile(target, aside, channel);
    } catch (IOException e) {
      throw new StorageException(target + " cannot be written: " + reason(e), e);
    }
  }

  /** The path the file will have. */
  public Path target() {
    return target;
  }

  /**
   * The path being written until {@link #commit}: for tasks that write parts at positions of their
   * own, beside what is appended here.
   */
  public Path aside() {
    return aside;
  }

  /** Bytes written so far. */
  public long position() {
    return position;
  }

  /** Appends native memory. */
  public void write(MemorySegment bytes) {
    long done = 0;
    while (done < bytes.byteSize()) {
      long part = Math.min(bytes.byteSize() - done, 1 << 30);
      write(bytes.asSlice(done, part).asByteBuffer());
      done += part;
    }
  }

  /** Appends what remains of {@code bytes}. */
  public void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        position += channel.write(bytes);
      }
    } catch (IOException e) {
      throw new StorageException(
          "%s: writing failed at byte %d: %s; nothing was left behind"
              .formatted(target, position, reason(e)),
          e);
    }
  }

  /** Publishes the file under its name, replacing what was there. */
  public void commit() {
    try {
      channel.close();
      try {
        Files.move(
            aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
      }
      done = true;
    } catch (IOException e) {
      throw new StorageException(target + " cannot be published: " + reason(e), e);
    }
  }

  /** Deletes what was written unless it was committed. */
  @Override
  public void close() {
    if (done) {
      return;
    }
    done = true;
    try {
      channel.close();
      Files.deleteIfExists(aside);
    } catch (IOException e) {
      throw new StorageException(aside + " cannot be removed: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException fs && fs.getReason() == null) {
      return e.getClass().getSimpleName() + " " + e.getMessage();
    }
    return String.valueOf(e.getMessage());
  }
}
