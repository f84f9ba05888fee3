package dev.quern.scheduler.isolate;

import dev.quern.engine.StorageException;
import dev.quern.engine.memory.Bytes;
import dev.quern.scheduler.lane.Lanes;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A forked process, as its pool sees it. Used by one call at a time; killed by anybody. */
final class WorkerProcess {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final long MOST_START_NANOS = TimeUnit.SECONDS.toNanos(60);

  /* A virtual machine that crashes closes the socket before it has written its report. */
  private static final long END_SECONDS = 20;

  private final Process process;
  private final Frames frames;
  private final WorkerLog log;
  private final Path folder;
  private final IsolationOptions options;
  private int calls;

  private WorkerProcess(
      Process process, Frames frames, WorkerLog log, Path folder, IsolationOptions options) {
    this.process = process;
    this.frames = frames;
    this.log = log;
    this.folder = folder;
    this.options = options;
  }

  /**
   * Starts a process and waits until it takes calls.
   *
   * @throws WorkerDiedException when it ends before: says how
   * @throws StorageException when the system does not let one start
   */
  static WorkerProcess start(Lanes lanes, IsolationOptions options, Path folder, int number) {
    Path socket = folder.resolve("w" + number);
    WorkerLog log = new WorkerLog(folder.resolve("w" + number + ".log"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Process process = WorkerCommand.start(options, folder, socket, log);
      // However it ends: nobody will come any more.
      var _ = process.onExit().thenRun(() -> close(server));
      Lanes.Alarm late = lanes.after(MOST_START_NANOS, process::destroyForcibly);
      try {
        SocketChannel channel = server.accept();
        Frames frames = new Frames(channel);
        WorkerProcess worker = new WorkerProcess(process, frames, log, folder, options);
        worker.awaitReady();
        return worker;
      } catch (IOException notConnected) {
        throw died(process, log, folder, options);
      } finally {
        late.cancel();
      }
    } catch (IOException e) {
      throw new StorageException("no process can be started: " + e.getMessage(), e);
    } finally {
      delete(socket);
    }
  }

  private void awaitReady() throws IOException {
    if (frames.read().kind() != Frames.READY) {
      throw new IOException("it does not speak as it should");
    }
    String _ = log.news(); // what a virtual machine says of its flags
  }

  /**
   * Has the process carry out a call; waits for it.
   *
   * @throws WorkerDiedException when the process ends instead
   */
  Frames.Frame call(byte[] bytes) {
    calls++;
    try {
      frames.write(Frames.CALL, bytes);
      return frames.read();
    } catch (IOException gone) {
      throw died(process, log, folder, options);
    } finally {
      show();
    }
  }

  private void show() {
    String printed = log.news();
    if (!printed.isBlank()) {
      LOG.log(Level.INFO, "process {0} printed: {1}", Long.toString(process.pid()), printed);
    }
  }

  /** Whether another call may go here. */
  boolean isFit() {
    return process.isAlive() && calls < options.recycleAfter();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends it at once; does not wait. */
  void kill() {
    var _ = process.destroyForcibly();
  }

  /** Lets it end by itself, and kills it when it does not; waits. */
  void retire() {
    close(frames);
    awaitEnd(process);
    log.delete();
  }

  private static WorkerDiedException died(
      Process process, WorkerLog log, Path folder, IsolationOptions options) {
    awaitEnd(process);
    int exitCode = process.exitValue();
    Optional<Path> report = keepReport(folder, process.pid());
    return new WorkerDiedException(
        ExitReason.describe(
            process.pid(), exitCode, log.news(), report, Bytes.text(options.heap())),
        exitCode);
  }

  private static void awaitEnd(Process process) {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
          var _ = process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        interrupted = true;
        var _ = process.destroyForcibly();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /* The folder goes with the pool; a report is for people, so it is put where it stays. */
  private static Optional<Path> keepReport(Path folder, long pid) {
    Path written = folder.resolve(WorkerCommand.REPORT + pid + ".log");
    if (!Files.exists(written)) {
      return Optional.empty();
    }
    Path kept =
        Path.of(System.getProperty("java.io.tmpdir")).resolve("quern_" + written.getFileName());
    try {
      return Optional.of(Files.move(written, kept, StandardCopyOption.REPLACE_EXISTING));
    } catch (IOException stays) {
      LOG.log(Level.WARNING, "keeping " + written, stays);
      return Optional.empty();
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "closing a connection", e);
    }
  }

  private static void delete(Path socket) {
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "removing " + socket, e);
    }
  }
}
