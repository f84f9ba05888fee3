package dev.quern.scheduler.local;

import static dev.quern.engine.graph.Annotations.annotate;
import static dev.quern.engine.graph.Annotations.priority;
import static dev.quern.engine.graph.Annotations.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Annotations;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.scheduler.run.Computation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("JdkObsolete") // a buffer that several workers append to
class ResourcesTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void neverMoreRunAtOnceThanThereIs(int workers) {
    Gauge gauge = new Gauge();
    try (ExecutorKit kit = new ExecutorKit(workers, Map.of("db", 2))) {
      Operator query =
          (_, _) -> {
            gauge.enter();
            kit.values(kit.submit(kit.tree(16)));
            gauge.leave();
            return kit.chunk(1);
          };
      Computation computation = annotate(resource("db", 1), () -> kit.submit(kit.many(300, query)));

      assertThat(kit.values(computation)).hasSize(300).containsOnly(1L);
    }
    assertThat(gauge.most.get()).isBetween(1, 2);
  }

  /* The first task holds the gpu until the second, which wants it not, has run: on one lane. */
  @Test
  void whoCannotHaveAResourceDoesNotKeepTheLane() {
    CountDownLatch free = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(2, Map.of("gpu", 1))) {
      Computation holder =
          annotate(resource("gpu", 1), () -> kit.submit(kit.one((_, _) -> afterwards(kit, free))));
      Computation waiting =
          annotate(resource("gpu", 1), () -> kit.submit(kit.many(50, (_, _) -> kit.chunk(2))));
      Computation other =
          kit.submit(
              kit.one(
                  (_, _) -> {
                    free.countDown();
                    return kit.chunk(3);
                  }));

      assertThat(kit.values(other)).containsExactly(3L);
      assertThat(kit.values(holder)).containsExactly(1L);
      assertThat(kit.values(waiting)).hasSize(50).containsOnly(2L);
    }
  }

  @Test
  void aResourceThatThereIsNotIsRefusedAtOnce() {
    try (ExecutorKit kit = new ExecutorKit(1, Map.of("db", 4, "gpu", 1))) {
      LazyChunks tpu = annotate(resource("tpu", 1), () -> kit.many(1, (_, _) -> kit.chunk(1)));
      LazyChunks gpus = annotate(resource("gpu", 2), () -> kit.many(1, (_, _) -> kit.chunk(1)));

      assertThatExceptionOfType(PlanException.class)
          .isThrownBy(() -> kit.submit(tpu))
          .withMessageContaining(
              "'many' asks for 1 of 'tpu', but the resources of this session are"
                  + " 4 of 'db', 1 of 'gpu'");
      assertThatExceptionOfType(PlanException.class)
          .isThrownBy(() -> kit.submit(gpus))
          .withMessageContaining("asks for 2 of 'gpu'");
      kit.finished.set(kit.submitted.get());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void whatATaskHoldsItLendsToWhatItSubmits(int workers) {
    Gauge inner = new Gauge();
    try (ExecutorKit kit = new ExecutorKit(workers, Map.of("gpu", 1))) {
      Operator kernel =
          (_, _) -> {
            inner.enter();
            inner.leave();
            return kit.chunk(1);
          };
      Operator parent =
          (_, _) -> {
            LazyChunks children = annotate(resource("gpu", 1), () -> kit.many(20, kernel));
            LazyChunks grandchildren =
                kit.one(
                    (_, _) ->
                        kit.chunk(
                            kit.values(
                                    annotate(
                                        resource("gpu", 1), () -> kit.submit(kit.many(5, kernel))))
                                .size()));
            Computation first = kit.submit(children);
            Computation second = kit.submit(grandchildren);
            return kit.chunk(kit.values(first).size() + kit.values(second).getFirst());
          };
      Computation computation =
          annotate(resource("gpu", 1), () -> kit.submit(kit.many(10, parent)));

      assertThat(kit.values(computation)).hasSize(10).containsOnly(25L);
    }
    assertThat(inner.most).hasValue(1);
  }

  @Test
  void aHolderMayNotWaitForMore() {
    try (ExecutorKit kit = new ExecutorKit(1, Map.of("db", 1, "gpu", 1))) {
      Operator parent =
          (_, _) ->
              kit.chunk(
                  kit.values(
                          annotate(
                              resource("db", 1),
                              () -> kit.submit(kit.many(1, (_, _) -> kit.chunk(1)))))
                      .size());
      Computation computation = annotate(resource("gpu", 1), () -> kit.submit(kit.one(parent)));

      assertThatThrownBy(computation::join)
          .isInstanceOf(TaskFailedException.class)
          .rootCause()
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("'many' asks for 1 of 'db' within a task that holds 1 of 'gpu'");
      kit.finished.set(kit.submitted.get());
    }
  }

  /* What a task lends is free again when all it has submitted have ended, not before. */
  @Test
  void whatIsLentIsKeptUntilTheBorrowerHasEnded() {
    CountDownLatch free = new CountDownLatch(1);
    AtomicReference<Computation> borrower = new AtomicReference<>();
    AtomicInteger borrowed = new AtomicInteger();
    try (ExecutorKit kit = new ExecutorKit(4, Map.of("gpu", 1))) {
      Operator parent =
          (_, _) -> {
            borrower.set(
                annotate(
                    resource("gpu", 1),
                    () ->
                        kit.submit(
                            kit.one(
                                (_, _) -> {
                                  Chunk chunk = afterwards(kit, free);
                                  borrowed.incrementAndGet();
                                  return chunk;
                                }))));
            return kit.chunk(1);
          };
      Computation first = annotate(resource("gpu", 1), () -> kit.submit(kit.one(parent)));
      assertThat(kit.values(first)).containsExactly(1L);
      Computation second =
          annotate(
              resource("gpu", 1), () -> kit.submit(kit.one((_, _) -> kit.chunk(borrowed.get()))));
      free.countDown();

      assertThat(kit.values(second)).containsExactly(1L);
      assertThat(kit.values(borrower.get())).containsExactly(1L);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void whoeverFailsOrIsCancelledGivesBack(int workers) {
    CountDownLatch running = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(workers, Map.of("gpu", 1))) {
      Operator fail =
          (_, _) -> {
            throw new IllegalStateException("planted");
          };
      Operator endless =
          (context, _) -> {
            running.countDown();
            while (true) {
              context.checkCancelled();
              Thread.onSpinWait();
            }
          };
      Computation failing = annotate(resource("gpu", 1), () -> kit.submit(kit.many(30, fail)));
      assertThatThrownBy(failing::join).hasRootCauseMessage("planted");
      Computation cancelled = annotate(resource("gpu", 1), () -> kit.submit(kit.many(30, endless)));
      await(running);
      Computation behind =
          annotate(resource("gpu", 1), () -> kit.submit(kit.many(30, (_, _) -> kit.chunk(4))));
      cancelled.cancel();

      assertThatThrownBy(cancelled::join).isInstanceOf(CancelledException.class);
      assertThat(kit.values(behind)).hasSize(30).containsOnly(4L);
    }
  }

  /* While all wait, the urgent one came last; whoever wants less does not pass whoever wants all. */
  @Test
  void theUrgentComeFirstAndTheGreedyAreNotStarved() {
    StringBuffer order = new StringBuffer();
    CountDownLatch free = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(1, Map.of("db", 2))) {
      Computation holder =
          annotate(resource("db", 1), () -> kit.submit(kit.one((_, _) -> afterwards(kit, free))));
      Computation greedy = note(kit, order, "greedy ", resource("db", 2));
      Computation modest = note(kit, order, "modest ", resource("db", 1));
      Computation urgent = note(kit, order, "urgent ", resource("db", 2).and(priority(1)));
      Computation last = kit.submit(kit.one((_, _) -> kit.chunk(1)));
      assertThat(kit.values(last)).hasSize(1);
      free.countDown();

      for (Computation computation : List.of(holder, greedy, modest, urgent)) {
        assertThat(kit.values(computation)).hasSize(1);
      }
    }
    assertThat(order).hasToString("urgent greedy modest ");
  }

  @Test
  void tasksThatWaitGoInStaticOrder() {
    StringBuffer order = new StringBuffer();
    try (ExecutorKit kit = new ExecutorKit(1, Map.of("db", 1))) {
      Operator noting =
          (context, _) -> {
            order.append(context.partition()).append(' ');
            return kit.chunk(context.partition());
          };
      Computation computation = annotate(resource("db", 1), () -> kit.submit(kit.many(6, noting)));

      assertThat(kit.values(computation)).isEqualTo(LongStream.range(0, 6).boxed().toList());
    }
    assertThat(order).hasToString("0 1 2 3 4 5 ");
  }

  private static Computation note(
      ExecutorKit kit, StringBuffer order, String name, Annotations annotations) {
    return annotate(
        annotations,
        () ->
            kit.submit(
                kit.one(
                    (_, _) -> {
                      order.append(name);
                      return kit.chunk(1);
                    })));
  }

  private static Chunk afterwards(ExecutorKit kit, CountDownLatch latch) {
    try {
      kit.executor.lanes().await(latch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return kit.chunk(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Gauge {
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    void enter() {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
    }

    void leave() {
      now.decrementAndGet();
    }
  }
}
