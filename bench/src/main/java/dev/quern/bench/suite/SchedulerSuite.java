package dev.quern.bench.suite;

import static dev.quern.bench.harness.Contender.timed;

import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseResult;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Claim;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.Programs;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.lane.ForkJoinLanes;
import dev.quern.scheduler.local.LocalExecutor;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.run.TaskStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a task costs when it does nothing: many of them, a tree of them, a long chain. Beside Quern
 * a bare fork-join pool, which is the least that work stealing takes in Java, and Dask's threaded
 * scheduler. Then the same as users write it: {@link TaskCases}.
 */
public final class SchedulerSuite implements CaseSuite {
  private static final String NO_OPS = "no-op tasks";
  private static final String TREE = "tree";
  private static final String CHAIN = "chain";
  private static final double NO_OPS_A_SECOND = 5e6;
  private static final double CHAIN_MICROS = 0.5;
  private static final int LIVE_PER_WORKER = 20;

  private long submitted;
  private long peak;
  private long mostLive;
  private int leaves;
  private @Nullable TaskCases written;

  private SchedulerSuite() {}

  /** Times tasks. */
  public static void main(String... arguments) {
    Bench.main(new SchedulerSuite(), arguments);
  }

  @Override
  public String name() {
    return "scheduler";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    int threads = setting.options().threads();
    mostLive = (long) LIVE_PER_WORKER * threads;
    int many = setting.options().tiny() ? 10_000 : 1_000_000;
    leaves = setting.options().tiny() ? 1 << 10 : 1 << 16;
    int depth = 10_000;
    MemoryBudget memory = setting.own(MemoryBudget.root("bench", 1 << 20));
    LocalExecutor executor = setting.own(new LocalExecutor(new ForkJoinLanes("bench", threads)));
    Session session = setting.own(Session.local().workers(threads).open());
    Programs.Peer dask = Programs.of(setting).python("dask_peer");

    TaskGraph independent = TaskShapes.independent(many);
    TaskGraph tree = TaskShapes.tree(leaves, new TaskShapes.Add(1), new TaskShapes.Add(0));
    TaskGraph chain = TaskShapes.chain(depth);
    LazyChunks ordered = LazyChunks.sinks(independent).optimized();
    LazyChunks orderedTree = LazyChunks.sinks(tree).optimized();
    TaskShapes.Watched watched = new TaskShapes.Watched();
    LazyChunks watchedTree =
        LazyChunks.sinks(TaskShapes.tree(leaves, watched, watched)).optimized();
    run(executor, memory, watchedTree).close();
    peak = watched.peak();

    List<Case> cases = new ArrayList<>();
    cases.add(
        Case.of(
            NO_OPS,
            many,
            "tasks",
            quern(() -> run(executor, memory, ordered)),
            forkJoin(setting, independent, threads, 0),
            dask.contender("dask", "independent", many)));
    cases.add(
        Case.of(
            TREE,
            orderedTree.graph().size(),
            "tasks",
            quern(() -> run(executor, memory, orderedTree)),
            forkJoin(setting, tree, threads, 0),
            dask.contender("dask", "tree", leaves)));
    cases.add(
        Case.of(
            CHAIN,
            depth,
            "tasks",
            // As it is: optimised, a chain is one task.
            quern(() -> run(executor, memory, LazyChunks.sinks(chain))),
            forkJoin(setting, chain, threads, 1),
            dask.contender("dask", "chain", depth)));
    cases.add(
        Case.of(
                "build the no-op graph",
                many,
                "tasks",
                timed("quern", () -> new Built(TaskShapes.independent(many)), Built::answer))
            .uncounted());
    cases.add(
        Case.of(
                "order and run it in a session",
                many,
                "tasks",
                quern(() -> new Outputs(session.submit(independent).join())))
            .uncounted());
    cases.addAll(ActorCases.of(setting, session));
    cases.addAll(ProcessCases.of(setting, session));
    written = new TaskCases(setting, session, dask);
    cases.addAll(written.cases());
    return cases;
  }

  @Override
  public List<Claim> claims(List<CaseResult> results) {
    List<Claim> claims = new ArrayList<>();
    for (CaseResult result : results) {
      double nanos = result.quern().median().orElse(Double.NaN);
      double perTask = nanos / result.of().amount();
      switch (result.of().name()) {
        case NO_OPS -> {
          double rate = 1e9 / perTask;
          claims.add(
              claim(
                  rate >= NO_OPS_A_SECOND,
                  "%.1f M no-op tasks/s, aimed for %.1f",
                  rate / 1e6,
                  NO_OPS_A_SECOND / 1e6));
        }
        case CHAIN ->
            claims.add(
                claim(
                    perTask / 1e3 <= CHAIN_MICROS,
                    "%.3f us a task of a chain, aimed for %.1f",
                    perTask / 1e3,
                    CHAIN_MICROS));
        default -> ActorCases.claim(result).ifPresent(claims::add);
      }
    }
    claims.add(
        claim(
            peak <= mostLive,
            "at most %d results of a tree of %d leaves alive, aimed for %d",
            peak,
            leaves,
            mostLive));
    if (written != null) {
      claims.addAll(written.claims(results));
    }
    return claims;
  }

  private static Claim claim(boolean met, String text, Object... values) {
    return new Claim(String.format(Locale.ROOT, text, values), met);
  }

  private static Contender quern(Contender.Work<Outputs> work) {
    return timed("quern", work, outputs -> Answer.of(outputs.total()));
  }

  private static Contender forkJoin(Setting setting, TaskGraph graph, int threads, int own) {
    ForkJoinDag dag = setting.own(new ForkJoinDag(graph, threads, own));
    return timed("forkjoin", () -> new Total(dag.run()), total -> Answer.of(total.value()));
  }

  private Outputs run(LocalExecutor executor, MemoryBudget memory, LazyChunks chunks) {
    return new Outputs(
        executor
            .submit(
                new Submission(++submitted, chunks, memory, new Unlimited(), List.of(), () -> {}))
            .join());
  }

  /** A graph that was built. */
  private record Built(TaskGraph graph) implements AutoCloseable {
    Answer answer() {
      return Answer.of(graph.size());
    }

    @Override
    public void close() {}
  }

  /** A number that was computed. */
  private record Total(long value) implements AutoCloseable {
    @Override
    public void close() {}
  }

  /** Storage for tasks that hold nothing. */
  private static final class Unlimited implements TaskStorage {
    @Override
    public long share() {
      return Long.MAX_VALUE;
    }

    @Override
    public SpillSpace spill() {
      throw new UnsupportedOperationException("no task here puts anything aside");
    }
  }
}
