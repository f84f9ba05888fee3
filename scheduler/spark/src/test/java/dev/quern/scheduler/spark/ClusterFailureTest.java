package dev.quern.scheduler.spark;

import static dev.quern.scheduler.Tasks.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.engine.CancelledException;
import dev.quern.engine.ClusterException;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.Delayed;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.run.Computation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Cluster.class)
class ClusterFailureTest {
  private static Session cluster;

  @BeforeAll
  static void open() {
    cluster = Cluster.session().open();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  static String fail(String what) {
    throw new IllegalStateException("no " + what);
  }

  @Test
  void tellsWhatFailedAsOnOneMachine() {
    Delayed<String> call = delayed(ClusterFailureTest::fail, "luck");
    TaskFailedException remote =
        catchThrowableOfType(TaskFailedException.class, () -> call.compute(cluster));
    try (Session local = Session.local().workers(1).open()) {
      TaskFailedException here =
          catchThrowableOfType(TaskFailedException.class, () -> call.compute(local));
      assertThat(remote).hasMessage(here.getMessage());
      assertThat(remote.node()).isEqualTo(here.node());
      assertThat(remote.where()).isEqualTo(here.where());
    }
    assertThat(remote.getCause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no luck")
        .satisfies(cause -> assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("fail"));
  }

  @Test
  void tellsOfExceptionsThatCannotTravel() {
    assertThatThrownBy(() -> lazily(new ThrowsUnserializable()).join())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("test, partition 0")
        .hasMessageContaining("it holds a thread");
  }

  @Test
  void namesWhatCannotLeaveTheProcess() {
    assertThatThrownBy(() -> lazily(new HoldsThread(Thread.currentThread())))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContaining("Thread");
  }

  @Test
  void stopsTasksThatRun(@TempDir Path folder) throws IOException, InterruptedException {
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Computation computation = lazily(new UntilCancelled(folder));
      awaitFile(watch, folder.resolve("started"));
      assertThat(computation.state()).isEqualTo(Computation.State.RUNNING);
      assertThat(computation.cancel()).isTrue();
      assertThatThrownBy(computation::join).isInstanceOf(CancelledException.class);
      assertThat(computation.state()).isEqualTo(Computation.State.CANCELLED);
      awaitFile(watch, folder.resolve("stopped"));
    }
  }

  @Test
  void aProcessHasOneClusterAtATime() {
    assertThatThrownBy(() -> Session.cluster("local-cluster[1,1,512]").open())
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("one cluster at a time");
  }

  @Test
  void aMasterThatDoesNotAnswerIsToldAtOnce() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> ClusterStart.checkAnswers("spark://127.0.0.1:" + port))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("no master answers at spark://127.0.0.1:" + port)
        .hasMessageContaining("Connection refused");
    assertThatThrownBy(() -> ClusterStart.checkAnswers("spark://nowhere"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("it should be spark://host:port");
  }

  private static Computation lazily(Operator operator) {
    TaskGraph graph =
        TaskGraph.builder()
            .add(Key.of("test", operator.toString()), operator, Origin.of("test"))
            .build();
    return cluster.submit(LazyChunks.sinks(graph));
  }

  private static void awaitFile(WatchService watch, Path file) throws InterruptedException {
    while (!Files.exists(file)) {
      var key = watch.poll(60, TimeUnit.SECONDS);
      assertThat(key).as("a file %s", file).isNotNull();
      key.pollEvents();
      key.reset();
    }
  }

  private record ThrowsUnserializable() implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      throw new HoldingException();
    }
  }

  private static final class HoldingException extends RuntimeException {
    @SuppressWarnings("unused") // for those who serialize it
    private final Thread thread = Thread.currentThread();

    HoldingException() {
      super("it holds a thread");
    }
  }

  private record HoldsThread(Thread thread) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      return new Value<>(thread.getName());
    }
  }

  private record UntilCancelled(Path folder) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      touch("started");
      try {
        while (true) {
          context.checkCancelled();
          Thread.onSpinWait();
        }
      } finally {
        touch("stopped");
      }
    }

    private void touch(String name) {
      try {
        Files.createFile(folder.resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
