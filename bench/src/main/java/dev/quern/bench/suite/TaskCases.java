package dev.quern.bench.suite;

import static dev.quern.bench.harness.Contender.timed;

import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseResult;
import dev.quern.bench.harness.Claim;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.Programs;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What people write: calls that wait for one another in a graph, and tasks as futures. Beside Quern
 * what the JDK has for that, and Dask's delayed calls.
 */
final class TaskCases {
  private static final String ROAD = "build, order and run a tree";
  private static final String DELAYED = "delayed calls of a tree";
  private static final String ROUND_TRIP = "submit and wait";
  private static final double ROAD_A_SECOND = 2e6;
  private static final double ROUND_TRIP_MICROS = 20;

  private final int leaves;
  private final int futures;
  private final int trips;
  private final int fib;
  private final Session session;
  private final JdkTasks jdk;
  private final Programs.Peer dask;
  private long medianTrip = Long.MAX_VALUE;

  TaskCases(Setting setting, Session session, Programs.Peer dask) {
    boolean tiny = setting.options().tiny();
    this.leaves = tiny ? 1 << 10 : 1 << 19;
    this.futures = tiny ? 10_000 : 1_000_000;
    this.trips = tiny ? 1_000 : 20_000;
    this.fib = tiny ? 15 : 25;
    this.session = session;
    this.jdk = setting.own(new JdkTasks(setting.options().threads()));
    this.dask = dask;
  }

  List<Case> cases() throws Exception {
    int tasks = 2 * leaves - 1;
    List<Case> cases = new ArrayList<>();
    cases.add(Case.of(ROAD, tasks, "tasks", outputs(this::road)).uncounted());
    cases.add(
        Case.of(
            DELAYED,
            tasks,
            "tasks",
            number("quern", () -> QuernTasks.delayedTree(session, leaves)),
            number("completable", () -> jdk.completableTree(leaves)),
            dask.contender("dask", "delayed", leaves)));
    cases.add(
        Case.of(
            "submit and gather",
            futures,
            "tasks",
            number("quern", () -> QuernTasks.gather(session, futures)),
            number("forkjoin", () -> jdk.gather(futures)),
            number("completable", () -> jdk.gatherCompletable(futures))));
    cases.add(
        Case.of(
            "fork and join",
            (double) JdkTasks.calls(fib),
            "tasks",
            number("quern", () -> QuernTasks.fibonacci(session, fib)),
            number("forkjoin", () -> jdk.fibonacci(fib))));
    cases.add(
        Case.of(
            ROUND_TRIP,
            trips,
            "tasks",
            number("quern", this::roundTrips),
            number("forkjoin", () -> jdk.roundTrips(trips)),
            number("completable", () -> jdk.roundTripsCompletable(trips))));
    return cases;
  }

  List<Claim> claims(List<CaseResult> results) {
    List<Claim> claims = new ArrayList<>();
    for (CaseResult result : results) {
      double perTask = result.quern().median().orElse(Double.NaN) / result.of().amount();
      double millions = 1e3 / perTask;
      switch (result.of().name()) {
        case ROAD ->
            claims.add(
                claim(
                    millions >= ROAD_A_SECOND / 1e6,
                    "%.1f M dependent tasks/s built, ordered and run, aimed for %.1f",
                    millions,
                    ROAD_A_SECOND / 1e6));
        case DELAYED ->
            claims.add(
                claim(
                    millions >= ROAD_A_SECOND / 1e6,
                    "%.1f M delayed calls/s written and computed, aimed for %.1f",
                    millions,
                    ROAD_A_SECOND / 1e6));
        case ROUND_TRIP ->
            claims.add(
                claim(
                    medianTrip <= 1e3 * ROUND_TRIP_MICROS,
                    "%.1f us from submitting a task to its result, the median, aimed for %.0f",
                    medianTrip / 1e3,
                    ROUND_TRIP_MICROS));
        default -> {}
      }
    }
    return claims;
  }

  private static Claim claim(boolean met, String text, Object... values) {
    return new Claim(String.format(Locale.ROOT, text, values), met);
  }

  private Outputs road() {
    TaskGraph tree = TaskShapes.tree(leaves, new TaskShapes.Add(1), new TaskShapes.Add(0));
    return new Outputs(session.submit(tree).join());
  }

  private long roundTrips() {
    long[] nanos = new long[trips];
    long sum = QuernTasks.roundTrips(session, nanos);
    Arrays.sort(nanos);
    medianTrip = nanos[trips / 2];
    return sum;
  }

  private static Contender outputs(Contender.Work<Outputs> work) {
    return timed("quern", work, outputs -> Answer.of(outputs.total()));
  }

  private interface Computed {
    long run() throws Exception;
  }

  private static Contender number(String name, Computed computed) {
    return timed(name, () -> new Total(computed.run()), total -> Answer.of(total.value()));
  }

  /** A number that was computed. */
  private record Total(long value) implements AutoCloseable {
    @Override
    public void close() {}
  }
}
