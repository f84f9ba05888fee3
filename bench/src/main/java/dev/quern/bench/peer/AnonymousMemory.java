package dev.quern.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The resident memory of a process that is no file's, seen from outside: heap, blocks, and all else
 * it has for itself. The system keeps no peak of it, so it is looked at every few milliseconds.
 */
public final class AnonymousMemory implements AutoCloseable {
  private static final String FIELD = "RssAnon:";
  private static final long PERIOD_NANOS = 10_000_000;

  private final Path status;
  private final AtomicLong most = new AtomicLong();
  private final Thread looking;
  private volatile boolean closed;

  private AnonymousMemory(Path status) {
    this.status = status;
    this.looking = Thread.ofPlatform().daemon().name("memory-watch").unstarted(this::look);
  }

  /**
   * Begins to look at a process.
   *
   * @throws IOException where there is no {@code /proc} that tells
   */
  static AnonymousMemory of(Process process) throws IOException {
    AnonymousMemory memory =
        new AnonymousMemory(Path.of("/proc", String.valueOf(process.pid()), "status"));
    memory.most.set(memory.now());
    memory.looking.start();
    return memory;
  }

  /** The most there was so far, in bytes. */
  public long most() {
    return most.get();
  }

  private void look() {
    try {
      while (!closed) {
        most.accumulateAndGet(now(), Math::max);
        LockSupport.parkNanos(PERIOD_NANOS);
      }
    } catch (IOException ended) {
      closed = true; // the process has, and its peak is known
    }
  }

  private long now() throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(FIELD)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new NoSuchFileException(status + " does not tell " + FIELD);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(looking);
  }
}
