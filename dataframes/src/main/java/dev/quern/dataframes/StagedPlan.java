package dev.quern.dataframes;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.dataframes.optimize.Estimates;
import dev.quern.dataframes.optimize.FrameOptimizer;
import dev.quern.dataframes.optimize.RowOrder;
import dev.quern.dataframes.optimize.StageCuts;
import dev.quern.dataframes.plan.DeepPlans;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.plan.Explain;
import dev.quern.engine.type.Field;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.event.TaskRef;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Outputs;
import dev.quern.scheduler.store.KeptChunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A plan that is optimised by what its parts turned out to be: those of which nobody can tell how
 * many rows they give are computed first, and the rest is planned again with their true numbers
 * ({@link StageCuts} says which). Their rows are kept in the session's ledger, in memory or on
 * disk, until this is closed.
 *
 * <p>What is decided depends on numbers of rows alone, so on the data. Sessions with a cluster run
 * plans as they were first optimised: there a stage would be a job of its own, and its rows would
 * come through the program.
 *
 * <pre>
 *   optimise -> cut -> run stage 1 -> optimise again -> cut -> ... -> nothing to cut: the rest
 * </pre>
 */
final class StagedPlan implements AutoCloseable {
  /** The rows that a part must possibly have: what has fewer is joined in no time anyhow. */
  private static final double FEWEST =
      Double.parseDouble(System.getProperty("quern.replan.rows", "50000"));

  /** How far off an estimate must be for another plan to be much better. */
  private static final double MUCH = 2;

  private final List<Part> parts = new ArrayList<>();
  private final List<StageRows> leaves = new ArrayList<>();
  private FramePlan rest;

  private StagedPlan(FramePlan best) {
    this.rest = best;
  }

  /** Runs a stage, and hands each of its chunks over to be closed. */
  @FunctionalInterface
  interface Run {
    void of(LazyChunks chunks, Consumer<Chunk> taker);
  }

  /**
   * A part that was computed.
   *
   * @param thought how many rows it was thought to have
   */
  record Part(FramePlan plan, double thought, long rows) {
    private boolean isSurprise() {
      double ratio = Math.max(1, rows) / Math.max(1, thought);
      return rows == 0 || ratio > MUCH || ratio < 1 / MUCH;
    }

    private String text(int number) {
      return String.format(
              Locale.ROOT, "stage %d: %,d rows, guessed %,.0f%n", number, rows, thought)
          + Explain.text(plan).indent(2);
    }
  }

  /** {@code plan} as it is to be run in {@code session}, after its stages were. */
  static StagedPlan of(FramePlan plan, Session session) {
    return of(plan, session, FEWEST);
  }

  /**
   * The same.
   *
   * @param fewest the rows that a part must possibly have to be a stage
   */
  static StagedPlan of(FramePlan plan, Session session, double fewest) {
    return of(plan, session, fewest, (chunks, taker) -> run(session, chunks, taker));
  }

  /** The same with stages run in another way. */
  static StagedPlan of(FramePlan plan, Session session, Run run) {
    return of(plan, session, FEWEST, run);
  }

  private static StagedPlan of(FramePlan plan, Session session, double fewest, Run run) {
    StagedPlan staged =
        new StagedPlan(
            DeepPlans.call(
                plan, () -> FrameOptimizer.standard().optimize(KeptRows.within(plan, session))));
    if (session.config().cluster().isPresent()) {
      return staged;
    }
    try {
      Set<FramePlan> cut = StageCuts.of(staged.rest, fewest);
      while (!cut.isEmpty()) {
        staged.compute(List.copyOf(cut), session, run);
        cut = StageCuts.of(staged.rest, fewest);
      }
      return staged;
    } catch (Throwable failure) {
      staged.close();
      throw failure;
    }
  }

  private static void run(Session session, LazyChunks chunks, Consumer<Chunk> taker) {
    try (Computation computation = session.submit(chunks);
        Outputs outputs = computation.outputs()) {
      outputs.forEachRemaining(taker);
    }
  }

  /** What is left to be run; reads what the stages gave. */
  FramePlan rest() {
    return rest;
  }

  /** The stages and what each has given, and then the rest, as text. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      text.append(parts.get(i).text(i + 1));
    }
    return text.append(Explain.text(rest)).toString();
  }

  private void compute(List<FramePlan> cut, Session session, Run run) {
    List<LazyChunks> chunks = FrameLowering.lower(cut);
    List<StageRows.Part> rows = rows(chunks, session, run);
    Estimates estimates = new Estimates();
    Map<FramePlan, FramePlan> done = new HashMap<>();
    boolean isSurprise = false;
    int from = 0;
    for (int i = 0; i < cut.size(); i++) {
      FramePlan plan = cut.get(i);
      int to = from + chunks.get(i).size();
      StageRows leaf = leaf(plan, rows.subList(from, to), estimates);
      leaves.add(leaf);
      Part part = new Part(plan, estimates.rows(plan), leaf.rows());
      parts.add(part);
      isSurprise |= part.isSurprise();
      List<String> columns = plan.schema().names();
      done.put(plan, new FramePlan.Scan(leaf, columns, List.of(), plan.where()));
      from = to;
    }
    rest = StageCuts.replaced(rest, done);
    if (isSurprise) {
      rest = DeepPlans.call(rest, () -> FrameOptimizer.again().optimize(rest));
    }
    closeUnread();
  }

  private static List<StageRows.Part> rows(List<LazyChunks> chunks, Session session, Run run) {
    List<Key> outputs = chunks.stream().flatMap(part -> part.outputs().stream()).toList();
    Iterator<Key> keys = outputs.iterator();
    List<StageRows.Part> rows = new ArrayList<>(outputs.size());
    try {
      run.of(
          LazyChunks.of(chunks.getFirst().graph(), outputs),
          chunk -> rows.add(keep(session, keys.next(), chunk)));
      return rows;
    } catch (Throwable failure) {
      rows.forEach(part -> part.chunk().close());
      throw failure;
    }
  }

  private static StageRows.Part keep(Session session, Key key, Chunk chunk) {
    long rows = DataFrame.rowsOf(chunk);
    TaskRef what = TaskRef.of(key, Origin.of("stage of a plan"));
    return new StageRows.Part(KeptChunk.keep(session.ledger(), what, chunk), rows);
  }

  private StageRows leaf(FramePlan plan, List<StageRows.Part> rows, Estimates estimates) {
    Map<String, ColumnStatistics> statistics = new HashMap<>();
    for (Field field : plan.schema()) {
      statistics.put(field.name(), estimates.statistics(plan, field.name()));
    }
    String name = "stage " + (parts.size() + 1);
    long count = rows.stream().mapToLong(StageRows.Part::rows).sum();
    return new StageRows(
        name, plan.schema(), rows, RowOrder.of(plan), estimates.base(plan, count), statistics);
  }

  /* What a later stage has read may be freed. */
  private void closeUnread() {
    Set<StageRows> read = new HashSet<>();
    collect(rest, read);
    leaves.removeIf(
        leaf -> {
          boolean unread = !read.contains(leaf);
          if (unread) {
            leaf.close();
          }
          return unread;
        });
  }

  private static void collect(FramePlan plan, Set<StageRows> leaves) {
    if (plan instanceof FramePlan.Scan scan && scan.source() instanceof StageRows leaf) {
      leaves.add(leaf);
    }
    plan.children().forEach(child -> collect(child, leaves));
  }

  /** Frees the rows of the stages, once nothing reads them any more. */
  @Override
  public void close() {
    leaves.forEach(StageRows::close);
    leaves.clear();
  }
}
