package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.graph.ChoosesSections;
import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.Sized;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.RowFilter;
import dev.quern.engine.io.Split;
import dev.quern.engine.join.ScatteredTable;
import dev.quern.engine.sort.SortedRuns;
import java.util.List;

/**
 * A run of operations that each see one morsel at a time: rows come from the source, go through the
 * steps and end in the sink, without ever standing in memory between two steps as a whole.
 *
 * <pre>
 *   source -> morsel -> step -> step -> sink
 *                ^                       |
 *                +--- until it is done --+
 * </pre>
 */
public record Pipeline(RowSource source, List<RowStep> steps, RowSink sink)
    implements Sized, Contingent, ChoosesSections, DataBound {

  /** Copies the list. */
  public Pipeline {
    steps = List.copyOf(steps);
  }

  @Override
  public long estimatedBytes() {
    return source instanceof RowSource.OfSplit(Split split) ? split.estimatedBytes() : 0;
  }

  @Override
  public int decidedBy(int inputs) {
    return sink instanceof RowSink.Scatter ? inputs - 1 : NEVER;
  }

  @Override
  public boolean isDataBound() {
    return sink.isDataBound() && steps.stream().allMatch(RowStep::isDataBound);
  }

  /* Where metadata does not tell the rows, the estimate is a guess. */
  @Override
  public long besides() {
    return source instanceof RowSource.OfSplit(Split split)
        ? split.rowCount().isPresent() ? Math.max(1, split.estimatedBytes()) : UNKNOWN
        : 0;
  }

  @Override
  public boolean mayGrow() {
    return steps.stream().anyMatch(RowStep::mayGrow);
  }

  /* Of a table that is scattered the rows are where the parts of the join are. */
  @Override
  public int section(int input, int inputs) {
    if (sink instanceof RowSink.Scatter && input == inputs - 1) {
      return Sectioned.NONE;
    }
    if (source.merge().filter(merge -> input < merge.runs()).isPresent()) {
      return CHOSEN;
    }
    if (source instanceof RowSource.OfSections(Sections own) && own.isSectionOf(input)) {
      return own.section();
    }
    for (RowStep step : steps) {
      if (step instanceof RowStep.Zip zip && zip.other().isSectionOf(input)) {
        return zip.other().section();
      }
      if (step instanceof RowStep.Probe probe && probe.input() <= input) {
        int part = input - probe.input();
        if (part <= probe.parts()) {
          return part == 0 ? Sectioned.NONE : probe.reader();
        }
      }
    }
    return WHOLE;
  }

  @Override
  public int sections() {
    return source.merge().map(merge -> SortedRuns.sections(merge.parts())).orElse(0);
  }

  @Override
  public int chosenBy(int inputs) {
    return source.merge().map(RowSource.OfMerge::runs).orElseThrow();
  }

  @Override
  public Stretch chosen(int input, List<Chunk> inputs) {
    return source.merge().orElseThrow().sections(input, inputs);
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    try (Evaluator evaluator = new Evaluator(context.memory());
        SinkState end = SinkState.of(sink, evaluator, context, inputs)) {
      if (!end.isFull()) {
        run(context, inputs, evaluator, end);
      }
      return end.finish();
    }
  }

  private void run(TaskContext context, List<Chunk> inputs, Evaluator evaluator, SinkState end) {
    int joined = lastJoined(inputs);
    RowSource from = joined < 0 ? source : new RowSource.OfJoin((RowStep.Probe) steps.get(joined));
    List<RowStep> left = steps.subList(joined + 1, steps.size());
    try (StepChain chain = StepChain.of(left, evaluator, context, inputs);
        BatchReader rows = open(from, left, chain, context, inputs)) {
      Step.Receiver first = chain.into(end);
      while (!end.isFull()) {
        context.checkCancelled();
        Batch morsel = rows.next();
        if (morsel == null) {
          break;
        }
        push(morsel, first);
      }
    }
  }

  /* A split may leave out rows that the first steps would drop. */
  private static BatchReader open(
      RowSource from,
      List<RowStep> steps,
      StepChain chain,
      TaskContext context,
      List<Chunk> inputs) {
    if (from instanceof RowSource.OfSplit(Split split)) {
      RowFilter filter = JoinedKeys.of(steps, chain, context, inputs);
      if (filter != null) {
        return split.open(context.memory(), RowSource.MORSEL_ROWS, filter);
      }
    }
    return from.open(context, inputs);
  }

  /** The last probe of a table that is scattered, whose rows the parts of the join have; or -1. */
  private int lastJoined(List<Chunk> inputs) {
    int last = -1;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof RowStep.Probe probe
          && inputs.get(probe.input()) instanceof ScatteredTable) {
        last = i;
      }
    }
    return last;
  }

  /* A method of its own: the loop above lives for the whole task, kernels want short callers. */
  private static void push(Batch morsel, Step.Receiver first) {
    if (morsel.rows() == 0) {
      morsel.close();
    } else {
      first.accept(morsel);
    }
  }
}
