package dev.quern.engine.io;

import dev.quern.engine.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file open for positional reads into native memory.
 *
 * <p>Read, not mapped: a mapped file that somebody truncates kills the process inside native code,
 * and a read costs only a few percent of what decoding does.
 */
public final class InputFile implements PositionalInput {
  private final Path path;
  private final FileChannel channel;
  private final long size;

  private InputFile(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /** Opens {@code path}; a missing file, a directory or a lack of permission is an error. */
  public static InputFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw new StorageException(
          path + " is a directory: name a file or a glob such as dir/*.parquet");
    }
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new InputFile(path, channel, channel.size());
    } catch (NoSuchFileException e) {
      throw new StorageException(
          path + " does not exist (looked in " + Path.of("").toAbsolutePath() + ")", e);
    } catch (IOException e) {
      throw new StorageException(path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** The path as it was given. */
  public Path path() {
    return path;
  }

  @Override
  public String name() {
    return path.toString();
  }

  /** The length when it was opened. */
  @Override
  public long size() {
    return size;
  }

  /**
   * Fills {@code target} with the bytes from {@code position} on.
   *
   * @throws StorageException when the file ends before or cannot be read
   */
  @Override
  public void read(long position, MemorySegment target) {
    long done = 0;
    long wanted = target.byteSize();
    try {
      while (done < wanted) {
        long part = Math.min(wanted - done, 1 << 30);
        ByteBuffer buffer = target.asSlice(done, part).asByteBuffer();
        int count = channel.read(buffer, position + done);
        if (count < 0) {
          throw new EOFException("it ends at byte " + (position + done));
        }
        done += count;
      }
    } catch (IOException e) {
      throw new StorageException(
          "%s: %d bytes at %d cannot be read: %s".formatted(path, wanted, position, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException(path + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
