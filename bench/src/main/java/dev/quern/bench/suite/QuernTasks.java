package dev.quern.bench.suite;

import static dev.quern.scheduler.Tasks.delayed;
import static dev.quern.scheduler.Tasks.submit;

import dev.quern.scheduler.Delayed;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.Tasks;
import dev.quern.scheduler.task.Task;
import java.util.ArrayList;
import java.util.List;

/** Tasks that do next to nothing, written as users write them. */
final class QuernTasks {
  private QuernTasks() {}

  /** The pairwise sum of {@code leaves} ones, each call written and then all computed. */
  static long delayedTree(Session session, int leaves) {
    List<Delayed<Long>> level = new ArrayList<>(leaves);
    for (int i = 0; i < leaves; i++) {
      level.add(delayed(() -> 1L));
    }
    while (level.size() > 1) {
      List<Delayed<Long>> above = new ArrayList<>(level.size() / 2);
      for (int i = 0; i < level.size(); i += 2) {
        above.add(delayed(Long::sum, level.get(i), level.get(i + 1)));
      }
      level = above;
    }
    return level.getFirst().compute(session);
  }

  /**
   * The sum of the results of {@code count} tasks, all submitted before the first is waited for.
   */
  static long gather(Session session, int count) {
    return session.call(
        () -> {
          List<Task<Integer>> tasks = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            tasks.add(submit(() -> 1));
          }
          long sum = 0;
          for (int one : Tasks.gather(tasks)) {
            sum += one;
          }
          return sum;
        });
  }

  /** A Fibonacci number, a task for every call. */
  static long fibonacci(Session session, int n) {
    return session.submit(() -> fibonacci(n)).join();
  }

  private static long fibonacci(int n) {
    if (n < 2) {
      return n;
    }
    Task<Long> left = submit(() -> fibonacci(n - 1));
    return fibonacci(n - 2) + left.join();
  }

  /** One task after the other, from outside; what each took is put into {@code nanos}. */
  static long roundTrips(Session session, long[] nanos) {
    long sum = 0;
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      sum += session.submit(() -> 1L).join();
      nanos[i] = System.nanoTime() - start;
    }
    return sum;
  }
}
