package dev.quern.scheduler.isolate;

import dev.quern.engine.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file that a forked process prints to: read after each call, and emptied when it is long. */
final class WorkerLog {
  private static final int MOST_SHOWN = 64 << 10;
  private static final long LONGEST = 8L << 20;

  private final Path path;
  private long seen;

  WorkerLog(Path path) {
    this.path = path;
  }

  /** Appends whatever the process prints: then it may be emptied meanwhile. */
  ProcessBuilder.Redirect redirect() {
    return ProcessBuilder.Redirect.appendTo(path.toFile());
  }

  /** What was printed since the last time, or the end of it. */
  String news() {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      long from = Math.max(Math.min(seen, end), end - MOST_SHOWN);
      ByteBuffer bytes = ByteBuffer.allocate((int) (end - from));
      while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
        // reads on
      }
      seen = end;
      if (end > LONGEST) {
        channel.truncate(0);
        seen = 0;
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StorageException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new StorageException(path + " cannot be removed: " + e.getMessage(), e);
    }
  }
}
