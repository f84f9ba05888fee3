package dev.quern.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RecursiveTask;

/** The tasks of {@link QuernTasks} with what the JDK has: a fork-join pool, completable futures. */
final class JdkTasks implements AutoCloseable {
  private final ForkJoinPool pool;

  JdkTasks(int threads) {
    this.pool = new ForkJoinPool(threads);
  }

  /** How many calls a Fibonacci number takes. */
  static long calls(int n) {
    return n < 2 ? 1 : 1 + calls(n - 1) + calls(n - 2);
  }

  long completableTree(int leaves) {
    List<CompletableFuture<Long>> level = new ArrayList<>(leaves);
    for (int i = 0; i < leaves; i++) {
      level.add(CompletableFuture.supplyAsync(() -> 1L, pool));
    }
    while (level.size() > 1) {
      List<CompletableFuture<Long>> above = new ArrayList<>(level.size() / 2);
      for (int i = 0; i < level.size(); i += 2) {
        above.add(level.get(i).thenCombineAsync(level.get(i + 1), Long::sum, pool));
      }
      level = above;
    }
    return level.getFirst().join();
  }

  long gather(int count) throws Exception {
    List<Future<Integer>> tasks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tasks.add(pool.submit(() -> 1));
    }
    long sum = 0;
    for (Future<Integer> task : tasks) {
      sum += task.get();
    }
    return sum;
  }

  long gatherCompletable(int count) {
    List<CompletableFuture<Integer>> tasks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tasks.add(CompletableFuture.supplyAsync(() -> 1, pool));
    }
    long sum = 0;
    for (CompletableFuture<Integer> task : tasks) {
      sum += task.join();
    }
    return sum;
  }

  long fibonacci(int n) {
    return pool.invoke(new Fibonacci(n));
  }

  long roundTrips(int count) throws Exception {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += pool.submit(() -> 1L).get();
    }
    return sum;
  }

  long roundTripsCompletable(int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += CompletableFuture.supplyAsync(() -> 1L, pool).join();
    }
    return sum;
  }

  @Override
  public void close() {
    pool.close();
  }

  /** One call, the larger of its two forked. */
  private static final class Fibonacci extends RecursiveTask<Long> {
    private static final long serialVersionUID = 1;
    private final int n;

    Fibonacci(int n) {
      this.n = n;
    }

    @Override
    protected Long compute() {
      if (n < 2) {
        return (long) n;
      }
      Fibonacci left = new Fibonacci(n - 1);
      left.fork();
      return new Fibonacci(n - 2).compute() + left.join();
    }
  }
}
