package dev.quern.dataframes.lower;

import dev.quern.dataframes.lower.Flow.Partition;
import dev.quern.dataframes.ops.Pipeline;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.ops.RowSource;
import dev.quern.dataframes.ops.RowStep;
import dev.quern.dataframes.ops.SliceRows;
import dev.quern.dataframes.plan.DeepPlans;
import dev.quern.dataframes.plan.Explode;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.MapBatches;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.RowIndex;
import dev.quern.dataframes.plan.Sample;
import dev.quern.dataframes.plan.Slice;
import dev.quern.dataframes.plan.Union;
import dev.quern.dataframes.plan.Zip;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Split;
import dev.quern.engine.io.merge.CombinedSplit;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Turns an optimised plan into a task graph.
 *
 * <pre>
 *   scan -&gt; filter -&gt; project -&gt; partial aggregate   one task per split: a {@link Pipeline}
 *   gather 8 partial aggregates                        a tree of fixed shape
 *   merge a part of all groups -&gt; order a range      16 tasks, and one for every 8 splits
 *   sort runs -&gt; splitters -&gt; merges              one task per split, one task, one per part
 *   join: right pipelines -&gt; table -&gt; fill it    one task, 17 if it may be large; the left
 *                                                      pipelines probe it
 * </pre>
 *
 * <p>Which rows meet in which task depends on the data's splits alone, never on the number of
 * workers: so the result does not either.
 */
public final class FrameLowering {
  private static final AtomicLong LOWERINGS = new AtomicLong();
  private static final int FAN_IN = 8;

  private final TaskGraphBuilder graph = TaskGraph.builder();
  private final long number = LOWERINGS.getAndIncrement();
  private final Map<FramePlan, Flow> done = new HashMap<>();
  private int stages;

  private FrameLowering() {}

  /** The partitions of {@code plan}'s result, in the order of its rows. */
  public static LazyChunks lower(FramePlan plan) {
    return lower(plan, new RowSink.Collect(plan.schema()));
  }

  /**
   * The same with another end: what {@code sink} makes of each partition, as when every task writes
   * its rows to a file.
   */
  public static LazyChunks lower(FramePlan plan, RowSink sink) {
    return DeepPlans.call(plan, () -> new FrameLowering().run(plan, sink));
  }

  /** The same of several plans, in one graph: what they have in common is computed once. */
  public static List<LazyChunks> lower(Collection<FramePlan> plans) {
    return DeepPlans.call(plans, () -> together(plans));
  }

  private static List<LazyChunks> together(Collection<FramePlan> plans) {
    FrameLowering lowering = new FrameLowering();
    List<List<Key>> outputs = new ArrayList<>();
    for (FramePlan plan : plans) {
      outputs.add(lowering.outputs(plan, new RowSink.Collect(plan.schema())));
    }
    TaskGraph graph = lowering.graph.build();
    return outputs.stream().map(keys -> LazyChunks.of(graph, keys)).toList();
  }

  /** The number of rows of each partition of {@code plan}; -1 where metadata does not tell. */
  public static long[] knownRows(FramePlan plan) {
    Set<String> wanted = new LinkedHashSet<>(plan.schema().names());
    return new FrameLowering()
        .flow(plan, wanted).partitions().stream().mapToLong(Limits::knownRows).toArray();
  }

  /** How many tasks there are of each plan node: a line each. */
  public static String describe(LazyChunks chunks) {
    TaskGraph graph = chunks.optimized().graph();
    Map<String, Integer> counts = new java.util.LinkedHashMap<>();
    for (int task = 0; task < graph.size(); task++) {
      counts.merge(graph.origin(task).toString(), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(e -> "%,d x %s%n".formatted(e.getValue(), e.getKey()))
        .collect(Collectors.joining());
  }

  private LazyChunks run(FramePlan plan, RowSink sink) {
    List<Key> outputs = outputs(plan, sink);
    return LazyChunks.of(graph.build(), outputs);
  }

  private List<Key> outputs(FramePlan plan, RowSink sink) {
    Set<String> wanted = new LinkedHashSet<>(plan.schema().names());
    return materialize(flow(plan, wanted), sink, sink instanceof RowSink.Collect);
  }

  /**
   * The flow of {@code plan}.
   *
   * @param wanted the columns that anybody reads of it
   */
  Flow flow(FramePlan plan, Set<String> wanted) {
    Origin origin = new Origin(plan.label(), plan.where());
    return switch (plan) {
      case FramePlan.Scan scan when scan.source() instanceof ChunkSource source -> {
        graph.addAll(source.chunks().graph());
        List<Partition> partitions = source.chunks().outputs().stream().map(Partition::of).toList();
        yield exactly(
            new Flow(partitions, source.schema(), origin), new LinkedHashSet<>(scan.columns()));
      }
      case FramePlan.Scan scan -> scan(scan, origin);
      case FramePlan.Filter filter -> {
        Set<String> read = with(wanted, Exprs.columns(filter.condition()));
        Flow input = flow(filter.input(), read);
        Schema kept =
            input
                .schema()
                .select(input.schema().names().stream().filter(wanted::contains).toList());
        yield input.then(new RowStep.Filter(filter.condition(), kept.names()), kept, origin);
      }
      case FramePlan.Project project -> {
        List<NamedExpr> columns =
            project.columns().stream().filter(c -> wanted.contains(c.name())).toList();
        Set<String> read = new LinkedHashSet<>();
        columns.forEach(c -> read.addAll(Exprs.columns(c.expr())));
        Flow input = flow(project.input(), read);
        yield input.then(new RowStep.Project(columns), NamedExpr.schema(columns), origin);
      }
      case FramePlan.Aggregate aggregate ->
          memo(aggregate, () -> new AggregateLowering(this, origin).lower(aggregate));
      case Join join -> new JoinLowering(this, origin).lower(join, wanted);
      case FramePlan.Sort sort -> memo(sort, () -> sort(sort, origin));
      case FramePlan.Shared shared -> memo(shared, () -> shared(shared, origin));
      case FramePlan.Window window -> memo(window, () -> window(window, origin));
      case FramePlan.Limit limit -> memo(limit, () -> limit(limit, origin));
      case Slice slice -> memo(slice, () -> slice(slice, origin));
      case Sample sample -> memo(sample, () -> sample(sample, origin));
      case RowIndex index ->
          memo(
              index,
              () ->
                  new RowIndexLowering(this, origin)
                      .lower(
                          index,
                          flow(
                              index.input(), new LinkedHashSet<>(index.input().schema().names()))));
      case Zip zip -> memo(zip, () -> new ZipLowering(this, origin).lower(zip));
      case Explode explode -> {
        Flow input = flow(explode.input(), with(wanted, explode.columns()));
        List<String> keep = input.schema().names().stream().filter(wanted::contains).toList();
        Schema schema =
            Explode.exploded(
                input.schema().select(keep),
                explode.columns().stream().filter(keep::contains).toList());
        yield input.then(
            new RowStep.Explode(explode.columns(), explode.keepsEmpty(), keep), schema, origin);
      }
      case MapBatches map -> {
        List<String> read = map.input().schema().names();
        Flow input = flow(map.input(), new LinkedHashSet<>(read));
        yield input.then(
            new RowStep.MapBatches(read, map.schema(), map.function()), map.schema(), origin);
      }
      case Union union -> {
        List<Partition> all = new ArrayList<>();
        for (FramePlan input : union.inputs()) {
          all.addAll(exactly(flow(input, wanted), wanted).partitions());
        }
        Schema schema =
            union
                .schema()
                .select(union.schema().names().stream().filter(wanted::contains).toList());
        yield new Flow(all, schema, origin);
      }
    };
  }

  private Flow scan(FramePlan.Scan scan, Origin origin) {
    List<Partition> partitions = new ArrayList<>();
    ScanRequest request = new ScanRequest(scan.columns(), scan.predicates());
    for (Split split : CombinedSplit.combine(scan.source().splits(request))) {
      partitions.add(new Partition(new RowSource.OfSplit(split), List.of(), List.of()));
    }
    return new Flow(partitions, scan.schema(), origin);
  }

  private Flow sort(FramePlan.Sort plan, Origin origin) {
    Flow input = flow(plan.input(), new LinkedHashSet<>(plan.schema().names()));
    return new SortLowering(this, origin).lower(plan, input);
  }

  private Flow shared(FramePlan.Shared plan, Origin origin) {
    Set<String> all = new LinkedHashSet<>(plan.schema().names());
    Flow rows = exactly(flow(plan.input(), all), all);
    Schema schema = rows.schema();
    List<Key> kept = materialize(rows, new RowSink.Collect(schema), true);
    return new Flow(kept.stream().map(Partition::of).toList(), schema, origin);
  }

  private Flow window(FramePlan.Window plan, Origin origin) {
    Set<String> read = new LinkedHashSet<>(plan.input().schema().names());
    return new WindowLowering(this, origin).lower(plan, flow(plan.input(), read));
  }

  private Flow limit(FramePlan.Limit plan, Origin origin) {
    Flow input = flow(plan.input(), new LinkedHashSet<>(plan.schema().names()));
    return first(input, plan.count(), origin);
  }

  private Flow slice(Slice plan, Origin origin) {
    Flow input = flow(plan.input(), new LinkedHashSet<>(plan.schema().names()));
    Schema schema = input.schema();
    Flow own = new Flow(input.partitions(), schema, origin);
    List<Key> parts =
        plan.offset() < 0
            ? materialize(own, new RowSink.Last(schema, -plan.offset()), false)
            : Limits.first(this, own, plan.offset() + plan.count());
    SliceRows rows = new SliceRows(schema, plan.offset(), plan.count());
    return new Flow(List.of(Partition.of(task("slice", rows, origin, parts))), schema, origin);
  }

  private Flow sample(Sample plan, Origin origin) {
    Flow input = flow(plan.input(), new LinkedHashSet<>(plan.schema().names()));
    List<Partition> partitions = new ArrayList<>();
    for (Partition partition : input.partitions()) {
      RowStep step = new RowStep.Sample(plan.fraction(), plan.seed(), partitions.size());
      partitions.add(partition.then(step));
    }
    return new Flow(partitions, input.schema(), origin);
  }

  /** The first {@code count} rows of {@code input}, which has just the columns wanted. */
  Flow first(Flow input, long count, Origin origin) {
    Schema schema = input.schema();
    List<Key> parts = Limits.first(this, new Flow(input.partitions(), schema, origin), count);
    Key first = task("limit", new SliceRows(schema, 0, count), origin, parts);
    return new Flow(List.of(Partition.of(first)), schema, origin);
  }

  /** A task for each partition that ends in {@code sink}. */
  List<Key> materialize(Flow flow, RowSink sink, boolean reuseTasks) {
    Token token = Token.of("pipeline", number, stages++);
    List<Key> keys = new ArrayList<>();
    List<Partition> partitions = flow.partitions();
    for (int i = 0; i < partitions.size(); i++) {
      Partition partition = partitions.get(i);
      if (reuseTasks && partition.isTask()) {
        keys.add(partition.inputs().getFirst());
        continue;
      }
      Key key = token.at(i);
      RowSink own = sink instanceof RowSink.Write write ? write.part(i) : sink;
      graph.add(
          key,
          new Pipeline(partition.source(), partition.steps(), own),
          flow.origin(),
          partition.inputs());
      keys.add(key);
    }
    return keys;
  }

  /** The parts merged by {@link #FAN_IN}, until there are no more than that. */
  List<Key> tree(List<Key> parts, Operator merge, Origin origin) {
    List<Key> left = parts;
    while (left.size() > FAN_IN) {
      left = level(left, merge, origin);
    }
    return left;
  }

  private List<Key> level(List<Key> parts, Operator merge, Origin origin) {
    Token token = Token.of("merge", number, stages++);
    List<Key> merged = new ArrayList<>();
    for (int from = 0; from < parts.size(); from += FAN_IN) {
      Key key = token.at(merged.size());
      graph.add(key, merge, origin, parts.subList(from, Math.min(parts.size(), from + FAN_IN)));
      merged.add(key);
    }
    return merged;
  }

  Key task(String name, Operator operator, Origin origin, List<Key> inputs) {
    Key key = Token.of(name, number, stages++).at(0);
    graph.add(key, operator, origin, inputs);
    return key;
  }

  /** Tasks that all read the same inputs. */
  List<Key> tasks(String name, List<Operator> operators, Origin origin, List<Key> inputs) {
    Token token = Token.of(name, number, stages++);
    List<Key> keys = new ArrayList<>();
    for (Operator operator : operators) {
      Key key = token.at(keys.size());
      graph.add(key, operator, origin, inputs);
      keys.add(key);
    }
    return keys;
  }

  /** The flow with just the columns {@code wanted}, in their order in the flow. */
  static Flow exactly(Flow flow, Set<String> wanted) {
    if (flow.schema().names().stream().allMatch(wanted::contains)) {
      return flow;
    }
    List<NamedExpr> columns =
        flow.schema().fields().stream()
            .filter(f -> wanted.contains(f.name()))
            .map(NamedExpr::column)
            .toList();
    return flow.then(new RowStep.Project(columns), NamedExpr.schema(columns), flow.origin());
  }

  /* A sub-plan that stands twice in a plan, as in a self-join, is computed once. */
  private Flow memo(FramePlan plan, java.util.function.Supplier<Flow> compute) {
    Flow known = done.get(plan);
    if (known == null) {
      known = compute.get();
      done.put(plan, known);
    }
    return known;
  }

  static Set<String> with(Set<String> wanted, Iterable<String> more) {
    Set<String> all = new LinkedHashSet<>(wanted);
    more.forEach(all::add);
    return all;
  }
}
