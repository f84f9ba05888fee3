package dev.quern.scheduler.isolate;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.memory.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The program of a forked process: takes calls from the socket and answers them, one after the
 * other, until the other end has gone. What calls print goes to where the parent collects it.
 */
final class WorkerMain {
  private static final int HALTED_WITH_PARENT = 0;

  private static volatile boolean serving;

  private final Frames frames;
  private final Path folder;
  private final List<String> allowed;

  private WorkerMain(Frames frames, Path folder, List<String> allowed) {
    this.frames = frames;
    this.folder = folder;
    this.allowed = allowed;
  }

  /** Takes the socket, the folder of the pool, and the packages whose classes may come. */
  public static void main(String... arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    dieWithParent(folder, parent);
    serving = true;
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(arguments[0]));
      List<String> allowed = List.of(arguments).subList(2, arguments.length);
      new WorkerMain(new Frames(channel), folder, allowed).serve();
    }
    if (parent.filter(ProcessHandle::isAlive).isEmpty()) {
      endWithParent(folder);
    }
    System.exit(0);
  }

  static MemoryBudget memory() {
    if (!serving) {
      throw new IllegalStateException(
          "this is no process of a pool: only calls that run there ask");
    }
    return Memory.BATCHES;
  }

  /** Made when there is a batch: a process without one starts quicker. */
  private static final class Memory {
    static final MemoryBudget BATCHES = MemoryBudget.root("isolated process", Long.MAX_VALUE);
  }

  /*
   * The parent holds the other end of this standard input: it closes when the parent is no more, no
   * matter how that came. A call that hangs does not keep the process alive, so it is halted; nobody
   * else is left to remove the folder.
   */
  private static void dieWithParent(Path folder, Optional<ProcessHandle> parent) {
    InputStream in = System.in;
    System.setIn(InputStream.nullInputStream());
    Thread watch =
        new Thread(
            () -> {
              try {
                while (in.read() >= 0) {
                  // nothing is ever sent
                }
              } catch (IOException gone) {
                // as good as its end
              }
              endWithParent(folder);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
    parent.ifPresent(
        handle -> {
          var _ = handle.onExit().thenRun(() -> endWithParent(folder));
        });
  }

  private static void endWithParent(Path folder) {
    PoolFolder.delete(folder);
    Runtime.getRuntime().halt(HALTED_WITH_PARENT);
  }

  private void serve() throws IOException {
    frames.write(Frames.READY, new byte[0]);
    while (true) {
      byte[] call;
      try {
        call = frames.read().bytes();
      } catch (EOFException noMoreCalls) {
        return;
      }
      answer(CallBytes.read(call));
    }
  }

  private void answer(CallBytes call) throws IOException {
    List<Batch> borrowed = new ArrayList<>();
    List<Batch> returned = new ArrayList<>();
    Payload payload = new Payload(folder.resolve(call.folder()), "result", WorkerMain::memory);
    byte kind;
    byte[] bytes;
    try {
      bytes = payload.write(result(payload, call, borrowed), returned);
      kind = Frames.RESULT;
    } catch (Throwable thrown) {
      kind = Frames.THROWN;
      bytes = describe(thrown);
    } finally {
      borrowed.forEach(batch -> returned.removeIf(other -> other == batch));
      Payload.closeAll(returned);
      Payload.closeAll(borrowed);
    }
    frames.write(kind, bytes);
  }

  private @Nullable Object result(Payload payload, CallBytes call, List<Batch> borrowed)
      throws Exception {
    List<String> packages = new ArrayList<>(allowed);
    packages.add(call.home());
    Object code = payload.read(call.bytes(), new ClassPolicy(packages, true), borrowed);
    return Objects.requireNonNull((IsolatedCall<?>) code, "no call").call();
  }

  private static byte[] describe(Throwable thrown) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      RemoteException.write(thrown, out);
    }
    return bytes.toByteArray();
  }
}
