package dev.quern.scheduler.local;

import static dev.quern.engine.graph.TestGraphs.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Computation.State;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailureTest {
  private final ExecutorKit kit = new ExecutorKit(2);

  @AfterEach
  void nothingLeaks() {
    kit.close();
  }

  @Test
  void theErrorNamesNodePartitionAndLineAndKeepsTheCause() {
    Operator fail =
        (_, _) -> {
          throw new ArithmeticException("no such day");
        };
    SourceLine line = new SourceLine("Report", "main", "Report.java", 42);
    LazyChunks chunks =
        LazyChunks.sinks(
            TaskGraph.builder()
                .add(Token.of("day").at(17), fail, new Origin("day of week", line))
                .build());

    TaskFailedException failure =
        catchThrowableOfType(TaskFailedException.class, () -> kit.submit(chunks).join());

    assertThat(failure)
        .hasMessage(
            "day of week, partition 17 failed (at Report.java:42): "
                + "java.lang.ArithmeticException: no such day")
        .hasCauseInstanceOf(ArithmeticException.class);
    assertThat(failure.where()).isEqualTo(line);
    assertThat(failure)
        .cause()
        .satisfies(
            cause ->
                assertThat(cause.getStackTrace()[0].getClassName())
                    .isEqualTo(FailureTest.class.getName()));
    assertThat(failure.getStackTrace())
        .as("the line that waits is in the trace")
        .anyMatch(frame -> frame.getClassName().equals(FailureTest.class.getName()));
  }

  @Test
  void errorsAreFailuresToo() {
    List<Error> errors =
        List.of(new OutOfMemoryError("planted"), new AssertionError("planted"), deepest());
    for (Error error : errors) {
      Operator fail =
          (_, _) -> {
            throw error;
          };
      Computation computation = kit.submit(kit.one(fail));

      assertThatThrownBy(computation::join).isInstanceOf(TaskFailedException.class).hasCause(error);
      assertThat(computation.state()).isEqualTo(State.FAILED);
    }
  }

  @Test
  void aStackOverflowInATaskIsAFailure() {
    Computation computation = kit.submit(kit.one((_, _) -> kit.chunk(endless(1))));

    assertThatThrownBy(computation::join).hasCauseInstanceOf(StackOverflowError.class);
  }

  /*
   *   bad   good - a - b - ... - out       bad fails: out never runs
   */
  @Test
  void whatWasNotStartedIsNotRun() {
    AtomicLong ran = new AtomicLong();
    Operator count =
        (_, _) -> {
          ran.incrementAndGet();
          return kit.chunk(0);
        };
    Operator fail =
        (_, _) -> {
          throw new IllegalStateException("planted");
        };
    Origin origin = Origin.of("chain");
    Token token = Token.of("chain");
    var builder = TaskGraph.builder().add(token.at(0), fail, origin);
    for (int i = 1; i < 1000; i++) {
      builder.add(token.at(i), count, origin, token.at(i - 1));
    }

    assertThatThrownBy(() -> kit.submit(LazyChunks.sinks(builder.build())).join())
        .isInstanceOf(TaskFailedException.class);
    assertThat(ran).hasValue(0);
  }

  @Test
  void aRunningTaskSeesThatAnotherFailed() {
    CountDownLatch running = new CountDownLatch(1);
    Operator endless =
        (context, _) -> {
          running.countDown();
          while (true) {
            context.checkCancelled();
            Thread.onSpinWait();
          }
        };
    Operator fail =
        (_, _) -> {
          await(running);
          throw new IllegalStateException("planted");
        };
    TaskGraph graph =
        TaskGraph.builder()
            .add(key("endless"), endless, Origin.of("endless"))
            .add(key("fail"), fail, Origin.of("fail"))
            .build();

    assertThatThrownBy(() -> kit.submit(LazyChunks.sinks(graph)).join())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageStartingWith("fail, partition 0");
  }

  @Test
  @SuppressWarnings("NullAway") // what user code may do
  void anOperatorWithoutAResultIsAFailure() {
    Computation computation = kit.submit(kit.one((_, _) -> null));

    assertThatThrownBy(computation::join)
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("no chunk");
  }

  @Test
  void aChunkThatDoesNotCloseIsAFailure() {
    Operator stubborn = (_, _) -> new Stubborn();
    TaskGraph graph =
        TaskGraph.builder()
            .add(key("stubborn"), stubborn, Origin.of("stubborn"))
            .add(key("next"), (_, _) -> kit.chunk(1), Origin.of("next"), key("stubborn"))
            .build();

    assertThatThrownBy(() -> kit.submit(LazyChunks.sinks(graph)).join())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("stubborn")
        .hasRootCauseMessage("cannot close");
  }

  @Test
  void everyJoinToldOfTheFailure() {
    Computation computation =
        kit.submit(
            kit.one(
                (_, _) -> {
                  throw new IllegalStateException("planted");
                }));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(computation::join).isInstanceOf(TaskFailedException.class);
    }
    assertThat(computation.cancel()).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Error deepest() {
    return new StackOverflowError("planted");
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static long endless(long depth) {
    return endless(depth + 1) + 1;
  }

  private static final class Stubborn implements Chunk {
    @Override
    public long byteSize() {
      return 1;
    }

    @Override
    public Chunk retain() {
      return this;
    }

    @Override
    public void close() {
      throw new IllegalStateException("cannot close");
    }
  }
}
