package dev.quern.scheduler;

import static dev.quern.scheduler.Tasks.all;
import static dev.quern.scheduler.Tasks.backoff;
import static dev.quern.scheduler.Tasks.deadline;
import static dev.quern.scheduler.Tasks.delayed;
import static dev.quern.scheduler.Tasks.retries;
import static dev.quern.scheduler.actor.ActorOptions.restart;
import static dev.quern.scheduler.isolate.IsolationOptions.processes;
import static dev.quern.scheduler.scope.ScopeOptions.failFast;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.QuernException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.actor.ActorRef;
import dev.quern.scheduler.actor.Snapshots;
import dev.quern.scheduler.isolate.IsolatedPool;
import dev.quern.scheduler.lane.Promise;
import dev.quern.scheduler.scope.Fork;
import dev.quern.scheduler.scope.IoScope;
import dev.quern.scheduler.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls, submitted tasks, actors, scopes and calls in another process, some of which fail. */
final class SoakTasks implements AutoCloseable {
  private static final int RETRIES = 3;
  private static final int MESSAGES = 200;
  private static final int LEAVES = 64;
  private static final int LONGS = 1 << 14;

  /* Starting a process anew takes half a second: one call in so many has it end. */
  private static final int SELDOM = 40;

  private final IsolatedPool pool;

  SoakTasks(Session session) {
    this.pool =
        session.isolated(processes(1).heap("32m").flag("-XX:TieredStopAtLevel=1").timeout("60s"));
  }

  Map<String, SoakTest.Deed> deeds() {
    return Map.of(
        "retry", this::retry,
        "miss a deadline", this::missDeadline,
        "cancel a tree of tasks", this::cancelTree,
        "delay", this::delay,
        "delay and fail", this::delayAndFail,
        "ask and restart", this::askAndRestart,
        "keep", this::keep,
        "fork", this::fork,
        "isolate", this::isolate);
  }

  /** Ends the process. */
  @Override
  public void close() {
    pool.close();
  }

  private void retry(Session session, Random random) {
    int failures = random.nextInt(RETRIES + 2);
    AtomicInteger tries = new AtomicInteger();
    Task<Integer> task =
        session.submit(
            () -> {
              if (tries.incrementAndGet() <= failures) {
                throw new IllegalStateException("planted");
              }
              return failures;
            },
            retries(RETRIES, backoff("1ms", "4ms")));
    if (failures <= RETRIES) {
      assertThat(task.join()).isEqualTo(failures);
    } else {
      assertThatThrownBy(task::join).isInstanceOf(TaskFailedException.class);
    }
    assertThat(tries).hasValue(Math.min(failures, RETRIES) + 1);
  }

  private void missDeadline(Session session, Random random) {
    CountDownLatch never = new CountDownLatch(1);
    Task<Integer> task =
        session.submit(
            () -> {
              never.await();
              return 0;
            },
            deadline((1 + random.nextInt(5)) + "ms"));
    assertThatThrownBy(task::join).isInstanceOf(QuernException.class);
  }

  private void cancelTree(Session session, Random random) {
    int depth = 4 + random.nextInt(8);
    Task<Integer> tree = session.submit(() -> leaves(session, depth));
    if (random.nextBoolean()) {
      assertThat(tree.join()).isEqualTo(1 << depth);
      return;
    }
    tree.cancel();
    try {
      assertThat(tree.join()).isEqualTo(1 << depth);
    } catch (CancelledException expected) {
      // as it was asked to be
    }
  }

  private static int leaves(Session session, int depth) {
    if (depth == 0) {
      return 1;
    }
    Task<Integer> left = session.submit(() -> leaves(session, depth - 1));
    return leaves(session, depth - 1) + left.join();
  }

  private void delay(Session session, Random random) {
    long expected = 0;
    List<Delayed<Long>> level = new ArrayList<>();
    for (int i = 0; i < LEAVES; i++) {
      long value = random.nextInt();
      expected += value;
      level.add(delayed(() -> value));
    }
    while (level.size() > 1) {
      List<Delayed<Long>> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        above.add(delayed(Long::sum, level.get(i), level.get(i + 1)));
      }
      level = above;
    }
    assertThat(level.getFirst().compute(session)).isEqualTo(expected);
  }

  private void delayAndFail(Session session, Random random) {
    int failing = random.nextInt(LEAVES);
    List<Delayed<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < LEAVES; i++) {
      int number = i;
      calls.add(
          delayed(
              () -> {
                if (number == failing) {
                  throw new IllegalStateException("planted " + number);
                }
                return number;
              }));
    }
    assertThatThrownBy(() -> all(calls).compute(session))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseMessage("planted " + failing);
  }

  private void askAndRestart(Session session, Random random) {
    int failing = random.nextInt(MESSAGES);
    List<Promise<Long>> answers = new ArrayList<>();
    try (ActorRef<Tally> tally =
        session.actor(
            Tally.class, Tally::new, restart(1).backoff("1ms", "2ms").snapshotEvery(16))) {
      for (int i = 0; i < MESSAGES; i++) {
        int amount = i == failing ? -1 : 1;
        answers.add(tally.ask(it -> it.add(amount)));
      }
      assertThatThrownBy(answers.get(failing)::join).isInstanceOf(TaskFailedException.class);
      assertThat(tally.ask(it -> it.add(0)).join()).isEqualTo(MESSAGES - 1);
      if (random.nextBoolean()) {
        var _ = tally.stopNow();
      }
    }
  }

  /** A sum that fails half-way through a message. */
  private static final class Tally implements Snapshots<Long> {
    private long sum;

    long add(int amount) {
      if (amount < 0) {
        sum = Long.MIN_VALUE;
        throw new IllegalStateException("planted");
      }
      sum += amount;
      return sum;
    }

    @Override
    public Long snapshot() {
      return sum;
    }

    @Override
    public void restore(Long state) {
      sum = state;
    }
  }

  /* Results that are put aside while nobody has taken them. */
  private void keep(Session session, Random random) {
    int first = random.nextInt();
    List<Task<Block>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int value = first + i;
      tasks.add(session.submit(() -> block(session, value)));
    }
    for (int i = 0; i < tasks.size(); i++) {
      try (Block block = tasks.get(i).join()) {
        assertThat(block.longAt(LONGS - 1)).isEqualTo(first + i);
      }
    }
  }

  private static Block block(Session session, int value) {
    Block block = Block.allocate(session.memory(), DType.INT64, LONGS);
    for (int i = 0; i < LONGS; i++) {
      block.values().setAtIndex(JAVA_LONG, i, value);
    }
    return block;
  }

  private void fork(Session session, Random random) {
    boolean fails = random.nextBoolean();
    CountDownLatch never = new CountDownLatch(1);
    try (IoScope scope = session.ioScope(failFast())) {
      Fork<Integer> one = scope.fork(() -> 1);
      Fork<Integer> other =
          scope.fork(
              () -> {
                if (fails) {
                  throw new IllegalStateException("planted");
                }
                return 2;
              });
      if (fails) {
        scope.fork(
            () -> {
              never.await();
              return 3;
            });
        assertThatThrownBy(scope::join).isInstanceOf(TaskFailedException.class);
      } else {
        scope.join();
        assertThat(one.get() + other.get()).isEqualTo(3);
      }
    }
  }

  private void isolate(Session session, Random random) {
    long value = random.nextInt();
    switch (random.nextInt(SELDOM)) {
      case 0 ->
          assertThatThrownBy(
                  () ->
                      pool.call(
                          () -> {
                            Runtime.getRuntime().halt(3);
                            return 0;
                          }))
              .isInstanceOf(TaskFailedException.class);
      case 1, 2, 3, 4 ->
          assertThatThrownBy(() -> pool.call(() -> Long.parseLong("seven")))
              .isInstanceOf(TaskFailedException.class);
      default -> assertThat(pool.call(() -> value + 1)).isEqualTo(value + 1);
    }
  }
}
