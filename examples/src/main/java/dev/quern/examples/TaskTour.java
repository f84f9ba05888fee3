package dev.quern.examples;

import static dev.quern.scheduler.Tasks.actor;
import static dev.quern.scheduler.Tasks.backoff;
import static dev.quern.scheduler.Tasks.deadline;
import static dev.quern.scheduler.Tasks.delayed;
import static dev.quern.scheduler.Tasks.ioScope;
import static dev.quern.scheduler.Tasks.retries;
import static dev.quern.scheduler.Tasks.scatter;
import static dev.quern.scheduler.Tasks.submit;
import static dev.quern.scheduler.Tasks.value;
import static dev.quern.scheduler.actor.ActorOptions.restart;
import static dev.quern.scheduler.scope.ScopeOptions.failFast;

import dev.quern.scheduler.Delayed;
import dev.quern.scheduler.task.Task;
import java.util.List;
import java.util.Map;

/**
 * The second example of the README: plain methods as a graph, futures, shared values, an actor, a
 * scope.
 */
public final class TaskTour {
  interface Counter {
    long add(long more);
  }

  static final class Tally implements Counter {
    private long sum;

    @Override
    public long add(long more) {
      sum += more;
      return sum;
    }
  }

  private TaskTour() {}

  static int total(List<Integer> numbers) {
    return numbers.stream().mapToInt(number -> number).sum();
  }

  /** Needs nothing. */
  @SuppressWarnings("SystemOut")
  public static void main(String... args) {
    // begin
    var numbers = List.of("3", "4", "35");
    Delayed<Integer> total = // plain methods, as a graph that runs on all cores
        delayed(TaskTour::total, numbers.stream().map(n -> delayed(Integer::valueOf, value(n))));
    System.out.println(total.compute());

    Task<Integer> task = // a future: tried again when it fails, given up after a minute
        submit(() -> total.compute(), retries(3, backoff("200ms", "10s")), deadline("1m"));
    System.out.println(task.join() + 1);

    try (var names = scatter(Map.of(1, "Ada", 2, "Grace"))) { // one for all tasks, not copied
      System.out.println(submit(() -> names.get().get(2)).join());
    }

    try (var counter = actor(Counter.class, Tally::new, restart(3))) {
      counter.tell(it -> it.add(40)); // one message at a time, in order; no thread of its own
      System.out.println(counter.ask(it -> it.add(4)).join());
    }

    try (var scope = ioScope(failFast().deadline("5s"))) { // nothing outlives it
      var user = scope.fork(() -> "Ada"); // a virtual thread each, for what waits
      var orders = scope.fork(() -> 2);
      scope.join();
      System.out.println(user.get() + " has " + orders.get() + " orders");
    }
    // end
  }
}
