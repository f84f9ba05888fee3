package dev.quern.scheduler;

import static dev.quern.scheduler.Tasks.compute;
import static dev.quern.scheduler.Tasks.delayed;
import static dev.quern.scheduler.Tasks.gather;
import static dev.quern.scheduler.Tasks.scatter;
import static dev.quern.scheduler.Tasks.submit;
import static dev.quern.scheduler.Tasks.value;
import static dev.quern.scheduler.Tasks.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.graph.TestChunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.task.Task;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScatterTest {
  private static final int COUNT = 1 << 17; // a megabyte of longs

  /** With a session of four megabytes, which has nothing left in the end. */
  private static void in(int workers, TaskKit.Body body) {
    try (Session session = Session.local().workers(workers).memory("4m").open()) {
      session.run(() -> body.run(session));
      assertThat(session.memory().used()).isZero();
      assertThat(session.ledger().spill().used()).isZero();
    }
  }

  private static Block block(int first) {
    Block block = Block.allocate(Session.current().memory(), DType.INT64, COUNT);
    for (int i = 0; i < COUNT; i++) {
      block.values().setAtIndex(ValueLayout.JAVA_LONG, i, first + i);
    }
    return block;
  }

  private static long sum(Block block) {
    long sum = 0;
    for (int i = 0; i < COUNT; i++) {
      sum += block.longAt(i);
    }
    return sum;
  }

  private static long sumFrom(int first) {
    return (long) COUNT * first + (long) COUNT * (COUNT - 1) / 2;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void manyTasksShareOneObject(int workers) {
    in(
        workers,
        _ -> {
          Map<String, Integer> ranks = Map.of("a", 1, "b", 2);
          try (Scattered<Map<String, Integer>> there = scatter(ranks)) {
            assertThat(there.get()).isSameAs(ranks);
            assertThat(gather(List.of(submit(() -> there.get().get("b"))))).containsExactly(2);
            List<Delayed<Integer>> calls =
                IntStream.range(0, 20)
                    .mapToObj(
                        i ->
                            delayed(
                                (Map<String, Integer> map, String key) -> map.getOrDefault(key, 0),
                                there,
                                value(i % 2 == 0 ? "a" : "b")))
                    .toList();
            assertThat(compute(calls)).hasSize(20).startsWith(1, 2, 1, 2);
            assertThat(there.compute()).isSameAs(ranks);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aChunkIsReadByAllAndLiesOnDiskWhileMemoryIsShort(int workers) {
    in(
        workers,
        session -> {
          try (Scattered<Block> there = scatter(block(5))) {
            try (MemoryBudget _ = session.reserve("model", 7 << 19)) {
              assertThat(session.ledger().spill().used()).isPositive();
            }
            List<Task<Long>> tasks =
                IntStream.range(0, 8)
                    .mapToObj(
                        _ ->
                            submit(
                                () -> {
                                  try (Block mine = there.get()) {
                                    return sum(mine);
                                  }
                                }))
                    .toList();
            assertThat(gather(tasks)).hasSize(8).containsOnly(sumFrom(5));
            assertThat(delayed(ScatterTest::sum, there).compute()).isEqualTo(sumFrom(5));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aResultThatNobodyHasTakenLiesOnDiskWhileMemoryIsShort(int workers) {
    in(
        workers,
        session -> {
          Task<Block> task = submit(() -> block(9));
          Task<Block> forgotten = submit(() -> block(1));
          assertThat(waitAll(List.of(task, forgotten), Duration.ofMinutes(1))).isTrue();
          try (MemoryBudget _ = session.reserve("model", 7 << 19)) {
            assertThat(session.ledger().spill().used()).isPositive();
          }
          try (Block block = task.join()) {
            assertThat(sum(block)).isEqualTo(sumFrom(9));
            assertThat(task.join()).isSameAs(block);
          }
          forgotten.join().close();
        });
  }

  @Test
  void resultsThatNobodyTookAreGivenUpWithTheSession() {
    Session session = Session.local().workers(1).memory("4m").open();
    Task<Block> forgotten = session.submit(() -> block(1));
    assertThat(session.call(() -> waitAll(List.of(forgotten), Duration.ofMinutes(1)))).isTrue();
    session.close();

    assertThatThrownBy(forgotten::join).hasMessageContaining("before anybody took the result");
  }

  /* the task that reads it begins after it was given up */
  @Test
  void aGraphThatWasSubmittedKeepsWhatItReads() {
    TestChunk.Ledger ledger = new TestChunk.Ledger();
    CountDownLatch goOn = new CountDownLatch(1);
    in(
        1,
        session -> {
          Task<Integer> busy =
              submit(
                  () -> {
                    goOn.await();
                    return 1;
                  });
          Scattered<TestChunk> there = scatter(new TestChunk(ledger, 7));
          var reading = session.submit(delayed(TestChunk::value, there).lazyChunks());
          there.close();
          there.close();
          goOn.countDown();

          assertThat(busy.join()).isEqualTo(1);
          assertThat(reading.join()).hasSize(1);
          assertThatThrownBy(there::get)
              .isInstanceOf(PlanException.class)
              .hasMessageContaining("(at ScatterTest.java:")
              .hasMessageContaining("it was closed");
          assertThatThrownBy(there::compute).hasRootCauseInstanceOf(PlanException.class);
        });
    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.open()).isZero();
  }

  @Test
  void whatWasForgottenIsClosedWithTheSession() {
    AtomicInteger closed = new AtomicInteger();
    AutoCloseable model = closed::incrementAndGet;
    Session session = Session.local().workers(1).open();
    Scattered<AutoCloseable> there = session.scatter(model);
    assertThat(delayed((AutoCloseable it) -> it.equals(model), there).compute(session)).isTrue();
    assertThat(closed).hasValue(0);
    session.close();

    assertThat(closed).hasValue(1);
    there.close();
    assertThat(closed).hasValue(1);
  }

  @Test
  void whatIsLazyIsPersistedInstead() {
    in(
        1,
        _ ->
            assertThatThrownBy(() -> scatter(delayed(() -> 1)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("persist it instead"));
  }
}
