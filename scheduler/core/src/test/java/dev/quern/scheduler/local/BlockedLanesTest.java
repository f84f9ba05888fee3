package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.scheduler.event.GraphListener;
import dev.quern.scheduler.event.TaskEvent;
import dev.quern.scheduler.event.TaskListener;
import dev.quern.scheduler.run.Computation;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that wait by themselves, without telling the lanes. */
class BlockedLanesTest {

  /* The first of two roots waits for the second, and there is one worker. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aTaskMayWaitForALaterOne(int workers) {
    CountDownLatch latch = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      Operator firstWaits =
          (context, _) -> {
            if (context.partition() == 0) {
              await(latch);
            } else {
              latch.countDown();
            }
            return kit.chunk(context.partition());
          };

      assertThat(kit.values(kit.submit(kit.many(2, firstWaits)))).containsExactly(0L, 1L);
    }
  }

  /* In the midst of a block of a thousand roots, which no one can steal: its rest is given away. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatTheLaneHadClaimedIsDoneByOthers(int workers) {
    int tasks = 20_000;
    CountDownLatch latch = new CountDownLatch(tasks - 1);
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      Operator oneWaits =
          (context, _) -> {
            if (context.partition() == tasks / 2) {
              await(latch);
            } else {
              latch.countDown();
            }
            return kit.chunk(1);
          };

      assertThat(kit.values(kit.submit(kit.many(tasks, oneWaits)))).hasSize(tasks);
    }
  }

  /* Eight times as many wait as there are workers, all for a run that comes last. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void manyBlockedTasksStarveNobody(int workers) {
    CountDownLatch latch = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      Computation waiting =
          kit.submit(
              kit.many(
                  8 * workers,
                  (_, _) -> {
                    await(latch);
                    return kit.chunk(1);
                  }));
      Computation last =
          kit.submit(
              kit.chain(
                  10,
                  (_, inputs) -> {
                    latch.countDown();
                    return kit.sumOrOne(inputs);
                  }));

      assertThat(kit.values(last)).containsExactly(1L);
      assertThat(kit.values(waiting)).hasSize(8 * workers);
    }
  }

  @Test
  void aTaskThatWaitsForALockIsReplaced() {
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch last = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(1)) {
      Operator locking =
          (context, _) -> {
            Chunk chunk = kit.chunk(context.partition());
            if (context.partition() == 2) {
              last.countDown();
            } else {
              lock.lock();
              try {
                await(last);
              } finally {
                lock.unlock();
              }
            }
            return chunk;
          };

      assertThat(kit.values(kit.submit(kit.many(3, locking)))).containsExactly(0L, 1L, 2L);
    }
  }

  @Test
  void theEventNamesTheTaskThatWaited() {
    CountDownLatch latch = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    AtomicInteger waited = new AtomicInteger();
    TaskListener listener =
        event -> {
          if (event instanceof TaskEvent.Blocked blocked) {
            waited.set(blocked.task().key().partition());
            assertThat(blocked.nanos()).isPositive();
            told.countDown();
          }
        };
    try (ExecutorKit kit = new ExecutorKit(1, List.<GraphListener>of(listener))) {
      Operator waitsForFirst =
          (context, _) -> {
            if (context.partition() == 3) {
              await(latch);
            } else if (context.partition() == 4) {
              latch.countDown();
            }
            return kit.chunk(1);
          };

      assertThat(kit.values(kit.submit(kit.many(5, waitsForFirst)))).hasSize(5);
      await(told);
    }
    assertThat(waited).hasValue(3);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
