package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.NamedWindow;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.ChoosesSections;
import dev.quern.engine.graph.PartOfShare;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.Split;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.join.JoinedPart;
import dev.quern.engine.join.JoinedRows;
import dev.quern.engine.join.MergeJoin;
import dev.quern.engine.sort.RunMerge;
import dev.quern.engine.sort.SortedRuns;
import dev.quern.engine.sort.Splitters;
import dev.quern.engine.type.Schema;
import dev.quern.engine.window.Window;
import dev.quern.engine.window.WindowReader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a pipeline's rows come from. */
public sealed interface RowSource extends Serializable {

  /** Rows of a morsel: small enough for the cache, a multiple of 64. */
  int MORSEL_ROWS = 16 << 10;

  /** Opens the rows for one run of the pipeline, whose other inputs are {@code inputs}. */
  BatchReader open(TaskContext context, List<Chunk> inputs);

  /** The merge that the rows come from in the end, if it reads but a part of sorted runs. */
  default Optional<OfMerge> merge() {
    return Optional.empty();
  }

  /** A piece of a file. */
  record OfSplit(Split split) implements RowSource {
    @Override
    public BatchReader open(TaskContext context, List<Chunk> inputs) {
      return split.open(context.memory(), MORSEL_ROWS);
    }
  }

  /** The result of another task. */
  record OfInput(int input) implements RowSource {
    @Override
    public BatchReader open(TaskContext context, List<Chunk> inputs) {
      return Morsels.of(context.memory(), inputs.get(input));
    }
  }

  /** The rows that several tasks have for this one. */
  record OfSections(Sections sections) implements RowSource {
    @Override
    public BatchReader open(TaskContext context, List<Chunk> inputs) {
      return sections.open(context.memory(), inputs);
    }
  }

  /** What the parts of a join gave for one of those who would have probed its table. */
  record OfJoin(RowStep.Probe probe) implements RowSource {
    @Override
    public BatchReader open(TaskContext context, List<Chunk> inputs) {
      int first = probe.input() + 1;
      List<JoinedPart> parts =
          inputs.subList(first, first + probe.parts()).stream()
              // Tasks for slices of parts may have been left out.
              .filter(JoinedPart.class::isInstance)
              .map(JoinedPart.class::cast)
              .toList();
      return JoinedRows.open(context, probe.output(), parts, probe.reader(), MORSEL_ROWS);
    }
  }

  /**
   * A part of what sorted runs hold, merged on the way. The runs are the first inputs; behind them
   * is what {@link ChooseSplitters} made of them, if there is more than one part.
   *
   * @param runs how many tasks have sorted
   * @param parts how many parts there are at most
   * @param part which one this is
   * @param from the first of the tasks whose runs are merged
   * @param to behind the last of them: runs of others are of other rows, cut by the same keys
   */
  record OfMerge(
      Schema schema, List<SortOrder> order, int runs, int parts, int part, int from, int to)
      implements RowSource {

    /** Copies the list. */
    public OfMerge {
      order = List.copyOf(order);
    }

    /** A part of all runs. */
    public OfMerge(Schema schema, List<SortOrder> order, int runs, int parts, int part) {
      this(schema, order, runs, parts, part, 0, runs);
    }

    @Override
    public Optional<OfMerge> merge() {
      return parts == 1 ? Optional.empty() : Optional.of(this);
    }

    /** The sections of a run that hold the part. */
    ChoosesSections.Stretch sections(int input, List<Chunk> inputs) {
      return RunMerge.sections(
          SortKeys.of(schema, order), sorted(inputs), input, splitters(inputs), part);
    }

    @Override
    public BatchReader open(TaskContext context, List<Chunk> inputs) {
      return RunMerge.open(
          context,
          schema,
          SortKeys.of(schema, order),
          sorted(inputs),
          from,
          to,
          parts == 1 ? Splitters.NONE : splitters(inputs),
          part,
          MORSEL_ROWS);
    }

    private List<SortedRuns> sorted(List<Chunk> inputs) {
      return inputs.subList(0, runs).stream().map(SortedRuns.class::cast).toList();
    }

    private Splitters splitters(List<Chunk> inputs) {
      return (Splitters) ((Value<?>) inputs.get(runs)).value();
    }
  }

  /**
   * The join of two sides, each merged on the way.
   *
   * @param keys how many of the first columns of either order are the keys
   * @param leftColumns the columns of the left side that come out
   * @param rightColumns the columns of the right side that come out behind them
   * @param output the schema of both
   */
  record OfMergeJoin(
      OfMerge left,
      OfMerge right,
      int keys,
      JoinKind kind,
      List<String> leftColumns,
      List<String> rightColumns,
      Schema output)
      implements RowSource {

    /** Copies the lists. */
    public OfMergeJoin {
      leftColumns = List.copyOf(leftColumns);
      rightColumns = List.copyOf(rightColumns);
    }

    /* The sides are cut by the same keys, which are all that is looked at. */
    @Override
    public Optional<OfMerge> merge() {
      return left.merge();
    }

    @Override
    public BatchReader open(TaskContext context, List<Chunk> inputs) {
      MergeJoin.Sides sides =
          new MergeJoin.Sides(
              kind,
              left.schema(),
              SortKeys.of(left.schema(), left.order().subList(0, keys)),
              leftColumns.stream().map(left.schema()::position).toList(),
              right.schema(),
              SortKeys.of(right.schema(), right.order().subList(0, keys)),
              rightColumns.stream().map(right.schema()::position).toList(),
              output);
      TaskContext half = new PartOfShare(context, 2);
      BatchReader leftRows = left.open(half, inputs);
      BatchReader rightRows;
      try {
        rightRows = right.open(half, inputs);
      } catch (RuntimeException | Error e) {
        leftRows.close();
        throw e;
      }
      return MergeJoin.open(context, sides, leftRows, rightRows, MORSEL_ROWS);
    }
  }

  /**
   * Rows with the columns of window functions added.
   *
   * @param sorted the rows, in {@code order}
   * @param partition how many of the first columns of the order make the partitions
   * @param functions what is computed
   */
  record OfWindow(
      RowSource sorted,
      Schema schema,
      List<SortOrder> order,
      int partition,
      List<NamedWindow> functions)
      implements RowSource {

    /** Copies the lists. */
    public OfWindow {
      order = List.copyOf(order);
      functions = List.copyOf(functions);
    }

    @Override
    public Optional<OfMerge> merge() {
      return sorted.merge();
    }

    @Override
    public BatchReader open(TaskContext context, List<Chunk> inputs) {
      List<Window.Output> outputs = new ArrayList<>();
      for (NamedWindow function : functions) {
        List<Integer> read =
            function.inputs().stream().map(column -> schema.position(column.name())).toList();
        outputs.add(new Window.Output(function.name(), function.function(), read));
      }
      Window window = new Window(schema, SortKeys.of(schema, order), partition, outputs);
      return new WindowReader(context, window, sorted.open(context, inputs));
    }
  }
}
