package dev.quern.scheduler;

import static dev.quern.engine.graph.TestGraphs.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.SessionClosedException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestChunk;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.scheduler.run.Computation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final TestChunk.Ledger ledger = new TestChunk.Ledger();

  @Test
  void aGraphIsOptimizedAndRun() {
    try (Session session = Session.local().workers(2).open()) {
      Operator one = (_, _) -> new TestChunk(ledger, 1);
      Operator more = (_, inputs) -> new TestChunk(ledger, value(inputs.getFirst()) + 1);
      TaskGraph graph =
          TaskGraph.builder()
              .add(key("a"), one, Origin.of("a"))
              .add(key("b"), more, Origin.of("b"), key("a"))
              .add(key("c"), more, Origin.of("c"), key("b"))
              .build();

      Computation computation = session.submit(graph);
      List<Chunk> outputs = computation.join();

      assertThat(outputs).singleElement().satisfies(c -> assertThat(value(c)).isEqualTo(3));
      assertThat(computation.progress().total()).as("fused").isEqualTo(1);
      outputs.forEach(Chunk::close);
    }
    assertThat(ledger.open()).isZero();
  }

  @Test
  void currentIsTheBoundTheTasksOwnOrTheDefaultSession() {
    AtomicReference<Session> inTask = new AtomicReference<>();
    try (Session session = Session.local().workers(1).open()) {
      Operator look =
          (_, _) -> {
            inTask.set(Session.current());
            return new TestChunk(ledger, 1);
          };
      session.submit(graph(look)).join().forEach(Chunk::close);
      Session bound = session.call(Session::current);
      Session standard = Session.current();

      assertThat(inTask.get()).isSameAs(session);
      assertThat(bound).isSameAs(session);
      session.run(() -> assertThat(Session.current()).isSameAs(session));
      assertThat(standard).isNotSameAs(session).isSameAs(Session.current());
      standard.close();
      assertThat(Session.current()).isNotSameAs(standard);
      assertThat(Session.current().isClosed()).isFalse();
    }
  }

  @Test
  void closingTwiceIsHarmlessAndUseAfterwardsSaysWhereItWasClosed() {
    Session session = Session.local().workers(1).open();
    session.close();
    session.close();

    assertThatThrownBy(() -> session.submit(graph((_, _) -> new TestChunk(ledger, 1))))
        .isInstanceOf(SessionClosedException.class)
        .hasMessageContaining("was closed (at SessionTest.java:");
  }

  @Test
  void closeStopsWhatRuns() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    Session session = Session.local().workers(2).open();
    Computation computation =
        session.submit(
            graph(
                (context, _) -> {
                  running.countDown();
                  while (true) {
                    context.checkCancelled();
                    Thread.onSpinWait();
                  }
                }));
    running.await();
    session.close();

    assertThatThrownBy(computation::join).isInstanceOf(CancelledException.class);
  }

  @Test
  void closingWhileOthersSubmitEndsThemAll() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      Session session = Session.local().workers(2).memory("64m").open();
      CountDownLatch submitting = new CountDownLatch(4);
      List<Throwable> ends = Collections.synchronizedList(new ArrayList<>());
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(
            Thread.ofPlatform().start(() -> ends.add(submitUntilClosed(session, submitting))));
      }
      submitting.await();
      session.close();
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(ends)
          .hasSize(4)
          .allMatch(
              end -> end instanceof SessionClosedException || end instanceof CancelledException);
      assertThat(ledger.open()).isZero();
    }
  }

  private Throwable submitUntilClosed(Session session, CountDownLatch submitting) {
    while (true) {
      try {
        session.submit(graph((_, _) -> new TestChunk(ledger, 1))).join().forEach(Chunk::close);
        submitting.countDown();
      } catch (RuntimeException end) {
        return end;
      }
    }
  }

  @Test
  @SuppressWarnings("try") // closed in the middle, on purpose
  void aTaskCannotCloseItsSession() {
    try (Session session = Session.local().workers(1).open()) {
      Computation computation =
          session.submit(
              graph(
                  (_, _) -> {
                    session.close();
                    return new TestChunk(ledger, 1);
                  }));

      assertThatThrownBy(computation::join)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("a task cannot close");
      assertThat(session.isClosed()).isFalse();
    }
  }

  @Test
  void memoryThatTasksHoldIsAccountedByGraphAndReportedWhenLeaked() {
    Session session = Session.local().workers(1).memory("64m").open();
    List<Chunk> outputs =
        session.submit(graph((context, _) -> new Bytes(context.memory().allocate(1000)))).join();

    assertThat(session.memory().used()).isGreaterThanOrEqualTo(1000);
    assertThat(session.memory().describe()).contains("graph 1");
    assertThatThrownBy(session::close)
        .isInstanceOf(MemoryFaultException.class)
        .hasMessageContaining("graph 1");
    outputs.forEach(Chunk::close);
    assertThat(session.memory().used()).isZero();
  }

  @Test
  void accountsOfEndedGraphsAreGivenBack() {
    try (Session session = Session.local().workers(1).memory("64m").open()) {
      for (int i = 0; i < 100; i++) {
        session
            .submit(graph((context, _) -> new Bytes(context.memory().allocate(1000))))
            .join()
            .forEach(Chunk::close);
      }
      assertThat(session.memory().used()).isZero();
    }
  }

  @Test
  void beyondTheBudgetATaskIsRefusedByName() {
    try (Session session = Session.local().workers(1).memory("1m").open()) {
      Computation computation =
          session.submit(graph((context, _) -> new Bytes(context.memory().allocate(2 << 20))));

      assertThatThrownBy(computation::join)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("graph 1");
    }
  }

  private static TaskGraph graph(Operator operator) {
    return TaskGraph.builder().add(key("one"), operator, Origin.of("one")).build();
  }

  private static long value(Chunk chunk) {
    return ((TestChunk) chunk).value();
  }

  private record Bytes(NativeBuffer buffer) implements Chunk {
    @Override
    public long byteSize() {
      return 1000;
    }

    @Override
    public Chunk retain() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      buffer.close();
    }
  }
}
