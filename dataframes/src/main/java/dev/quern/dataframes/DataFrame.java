package dev.quern.dataframes;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.dataframes.optimize.Estimates;
import dev.quern.dataframes.optimize.FrameOptimizer;
import dev.quern.dataframes.optimize.RowOrder;
import dev.quern.dataframes.plan.BatchFn;
import dev.quern.dataframes.plan.DeepPlans;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.MapBatches;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.Sample;
import dev.quern.dataframes.plan.Slice;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.plan.Explain;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Lazy;
import dev.quern.scheduler.RunProfile;
import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A lazy table: rows of named, typed columns that are not computed yet. Each method makes another
 * frame at once, after checking names and types; only {@link #collect}, {@link #count}, {@link
 * #head}, {@link #show}, {@link #stream}, {@link #toRecords} and {@code write...} run anything.
 *
 * <p>A frame holds no session and no memory: the same frame can be run in any {@link Session}, as
 * often as wanted, and shared between threads. Null follows SQL. The order of rows is kept by
 * {@link #select}, {@link #filter}, {@link #limit}, {@link #union} and left, semi and anti joins
 * (of the left side). Inner joins are carried out in the order that seems cheapest, which settles
 * that of their rows: it depends on the data and the query, never on the number of workers or the
 * memory.
 */
public final class DataFrame extends FrameWrites implements Lazy<Table> {
  private final FramePlan plan;

  DataFrame(FramePlan plan) {
    this.plan = plan;
  }

  /** The columns: names and types. Nothing is read. */
  public Schema schema() {
    return plan.schema();
  }

  // Columns

  /**
   * These columns: names, columns computed and named by {@link Column#as}, or several at a time, as
   * {@code matching("price_.*")}.
   */
  public DataFrame select(Object... columns) {
    return project(Arguments.named(columns, schema()));
  }

  /** All columns, and these named ones, each in place of one of its name or behind the others. */
  public DataFrame withColumns(Column... columns) {
    List<NamedExpr> added = Arguments.named(columns, schema());
    List<NamedExpr> all = new ArrayList<>();
    Set<String> replaced = new LinkedHashSet<>();
    for (Field field : schema()) {
      NamedExpr kept =
          added.stream()
              .filter(a -> a.name().equals(field.name()))
              .findFirst()
              .orElseGet(() -> NamedExpr.column(field));
      replaced.add(kept.name());
      all.add(kept);
    }
    added.stream().filter(a -> !replaced.contains(a.name())).forEach(all::add);
    return project(all);
  }

  // Rows

  /** The rows in which {@code condition} is true; those where it is null are left out. */
  public DataFrame filter(Column condition) {
    Expr bound = condition.bind(schema());
    if (bound.type() != DType.BOOL) {
      throw new PlanException(
          "a filter needs a truth value, but %s is %s".formatted(bound, bound.type()));
    }
    return new DataFrame(SubqueryPlans.filter(plan, bound, SourceLine.here()));
  }

  /**
   * The rows in order of some columns: names or computed columns (least first, nulls last), {@code
   * desc("x")} or {@code asc(col("x").abs()).nullsFirst()}. Rows that are equal keep their order;
   * NaN is the greatest float.
   */
  public DataFrame sort(Object... keys) {
    return new DataFrame(SortPlans.sort(plan, Arguments.order(keys, schema()), SourceLine.here()));
  }

  /** The first {@code count} rows. */
  public DataFrame limit(long count) {
    if (count < 0) {
      throw new PlanException("limit " + count + ": a number of rows is not negative");
    }
    return new DataFrame(new FramePlan.Limit(plan, count, SourceLine.here()));
  }

  /**
   * Up to {@code count} rows behind the first {@code offset}; if that is negative, behind all but
   * the last {@code -offset}: {@code slice(-10, 5)} is the first half of the last ten. The rows
   * before them are read, too, unless metadata tells how many there are.
   */
  public DataFrame slice(long offset, long count) {
    if (count < 0) {
      throw new PlanException("slice of " + count + ": a number of rows is not negative");
    }
    return new DataFrame(new Slice(plan, offset, count, SourceLine.here()));
  }

  /**
   * Rows chosen at random, each with probability {@code fraction}: the same ones whenever the same
   * frame runs with the same seed.
   */
  public DataFrame sample(double fraction, long seed) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new PlanException("sample " + fraction + ": a fraction is from 0 to 1");
    }
    return new DataFrame(new Sample(plan, fraction, seed, SourceLine.here()));
  }

  /**
   * Rows as {@code function} makes them of batches of some thousand rows in Arrow layout; {@code
   * schema} says of which columns they are. See {@link BatchFn} for what it must keep to.
   */
  public DataFrame mapBatches(Schema schema, BatchFn function) {
    return new DataFrame(new MapBatches(plan, schema, function, SourceLine.here()));
  }

  /** Each different row once, in no specified order; nulls are equal here. */
  public DataFrame distinct() {
    return distinctOf(plan);
  }

  /** These rows, and then those of {@code other}, whose columns are found by name. */
  public DataFrame union(DataFrame other) {
    return new DataFrame(Unions.byName(List.of(plan, other.plan), SourceLine.here()));
  }

  // Groups and joins

  /** The rows in groups of equal values of these columns: names, or computed and named. */
  public GroupBy groupBy(Object... keys) {
    List<NamedExpr> bound = Arguments.named(keys, schema());
    for (NamedExpr key : bound) {
      WindowPlans.none(key.expr(), "a group's key");
      Exprs.requireKey("grouped by", key.expr().toString(), key.expr().type());
    }
    return new GroupBy(plan, bound);
  }

  /**
   * One row of aggregates over all rows, or of what is computed from some, as {@link GroupBy#agg}
   * takes them; also of no rows.
   */
  public DataFrame agg(Column... aggregations) {
    return new GroupBy(plan, List.of()).agg(aggregations);
  }

  /**
   * Pairs rows whose keys are equal, integers of whatever width; a null key is equal to nothing.
   * The columns are the left ones, and then the right ones without their keys; one whose name is
   * taken already gets {@code _right} behind it. The optimizer chooses which side of an inner join
   * is held in memory; of the other kinds it is the right one.
   */
  public DataFrame join(DataFrame right, JoinOn on, JoinKind type) {
    return new DataFrame(Joins.plan(plan, right.plan, on, type, SourceLine.here()));
  }

  /**
   * These rows as records: the columns that the record names, in its order; a column that is
   * missing or of a type that the component cannot hold is an error at once.
   */
  public <R extends Record> RecordFrame<R> as(Class<R> type) {
    return new RecordFrame<>(type, select(RecordRows.columns(type, schema())));
  }

  // Running

  /** Runs the frame in the current session; the result is the caller's to close. */
  public Table collect() {
    return collect(Session.current());
  }

  /**
   * Runs the frame: optimises its plan, which may take running parts of it, lowers it to a task
   * graph, and has the session run that. The result is the caller's to close.
   */
  public Table collect(Session session) {
    try (StagedPlan best = StagedPlan.of(plan, session)) {
      LazyChunks chunks = FrameLowering.lower(best.rest());
      return result(session.memory(), session.submit(chunks).join());
    }
  }

  /** The same as {@link #collect(Session)}: what frames and arrays have in common. */
  @Override
  public Table compute(Session session) {
    return collect(session);
  }

  /** The rows in these partitions, those of {@link #lazyChunks}, which it owns. */
  @Override
  public Table result(MemoryBudget memory, List<Chunk> partitions) {
    return Table.of(memory, schema(), partitions);
  }

  /** The number of rows. */
  public long count() {
    return count(Session.current());
  }

  /** The number of rows. */
  public long count(Session session) {
    try (Table counted = agg(Frames.count().as("count")).collect(session)) {
      return counted.longs("count")[0];
    }
  }

  /** The first {@code count} rows, computed. */
  public Table head(int count) {
    return limit(count).collect();
  }

  /** Prints the first 20 rows. */
  public void show() {
    show(20);
  }

  /** Prints the first {@code count} rows. */
  @SuppressWarnings("SystemOut") // what it is for
  public void show(int count) {
    try (Table first = limit(count + 1L).collect()) {
      System.out.println(first.text(count));
    }
  }

  /** The rows as records of a class whose components are named and typed as the columns. */
  public <R extends Record> List<R> toRecords(Class<R> type) {
    try (Table table = select(RecordRows.columns(type, schema())).collect()) {
      return table.toRecords(type);
    }
  }

  /**
   * The rows as tables, one partition after the other: no more than a few partitions are in memory
   * at a time. One that does not fit there comes in several tables. Close the stream and each
   * table.
   */
  public Stream<Table> stream() {
    return PartitionStream.of(this, Session.current());
  }

  /** The plan as it was written, optimised and as tasks. */
  public String explain() {
    return explain(Stage.OPTIMIZED);
  }

  /** The plan at one stage; {@link Stage#ANALYZED} runs it. */
  public String explain(Stage stage) {
    return switch (stage) {
      case LOGICAL -> Explain.text(plan);
      case OPTIMIZED -> Explain.text(optimized(plan));
      case ESTIMATED -> estimated(optimized(plan));
      case TASKS -> {
        LazyChunks tasks = lazyChunks();
        // Only a bound session can have a cluster.
        yield FrameLowering.describe(tasks)
            + Session.boundPlacement(tasks).map("runs %s%n"::formatted).orElse("");
      }
      case ANALYZED -> profile().toString();
    };
  }

  /** Runs the frame in the current session, forgets the result, and tells what it has cost. */
  public RunProfile profile() {
    return profile(Session.current());
  }

  /**
   * Runs the frame, forgets the result, and tells what it has cost: per plan node tasks, rows,
   * time, bytes and what was spilled. Print it.
   */
  public RunProfile profile(Session session) {
    List<RunProfile> runs = new ArrayList<>();
    StagedPlan.Run run =
        (chunks, taker) ->
            runs.add(RunProfile.of("", chunks, session, "rows", DataFrame::rowsOf, taker));
    try (StagedPlan best = StagedPlan.of(plan, session, run)) {
      run.of(FrameLowering.lower(best.rest()), Chunk::close);
      return RunProfile.inTurn(best.text(), runs);
    }
  }

  static long rowsOf(Chunk chunk) {
    return switch (chunk) {
      case Batch batch -> batch.rows();
      case BatchList list -> list.rows();
      case SpooledBatches spool -> spool.rows();
      default -> 0;
    };
  }

  /** The partitions of the result, not computed yet: what arrays and other graphs build on. */
  @Override
  public LazyChunks lazyChunks() {
    return FrameLowering.lower(optimized(plan));
  }

  /** The same, reading what {@code session} keeps of what this is built on. */
  @Override
  public LazyChunks lazyChunks(Session session) {
    return FrameLowering.lower(optimized(KeptRows.within(plan, session)));
  }

  /** The plan. */
  @Override
  public Optional<Object> identity() {
    return Optional.of(plan);
  }

  /** The rows of one of its partitions. */
  @Override
  public long sizeOf(Chunk chunk) {
    boolean hasRows =
        chunk instanceof Batch || chunk instanceof BatchList || chunk instanceof SpooledBatches;
    return hasRows ? rowsOf(chunk) : -1;
  }

  /**
   * The partitions as batches with their numbers of rows. Where files' metadata does not tell
   * those, as behind a filter, the rows are counted, which runs the frame once.
   */
  public Partitions partitions() {
    Session session = Session.current();
    FramePlan here = KeptRows.within(plan, session);
    return PartitionRows.of(optimized(here), session);
  }

  /** The columns and the plan; computes nothing. */
  @Override
  public String toString() {
    return "DataFrame " + schema() + "\n" + Explain.text(plan);
  }

  @Override
  DataFrame self() {
    return this;
  }

  FramePlan plan() {
    return plan;
  }

  private static FramePlan optimized(FramePlan plan) {
    return DeepPlans.call(plan, () -> FrameOptimizer.standard().optimize(plan));
  }

  private static String estimated(FramePlan best) {
    Estimates estimates = new Estimates();
    return Explain.text(
        best,
        node ->
            String.format(
                Locale.ROOT,
                "%s, about %,.0f rows%s%s",
                node.label(),
                estimates.rows(node),
                estimates.isGuess(node, 0) ? ", guessed" : "",
                ordered(RowOrder.of(node))));
  }

  private static String ordered(List<SortOrder> order) {
    return order.isEmpty()
        ? ""
        : order.stream()
            .map(SortOrder::toString)
            .collect(Collectors.joining(", ", ", in order of ", ""));
  }

  static DataFrame distinctOf(FramePlan input) {
    List<NamedExpr> keys = input.schema().fields().stream().map(NamedExpr::column).toList();
    keys.forEach(key -> Exprs.requireKey("told apart by distinct", key.name(), key.expr().type()));
    return new DataFrame(AggregatePlans.group(input, keys, new Column[0], SourceLine.here()));
  }

  private DataFrame project(List<NamedExpr> columns) {
    NamedExpr.schema(columns);
    return new DataFrame(SubqueryPlans.project(plan, columns, SourceLine.here()));
  }
}
