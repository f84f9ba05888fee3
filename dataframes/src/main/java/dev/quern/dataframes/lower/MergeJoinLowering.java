package dev.quern.dataframes.lower;

import dev.quern.dataframes.lower.Flow.Partition;
import dev.quern.dataframes.ops.ChooseSplitters;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.ops.RowSource;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.dataframes.plan.SortedSides;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.spill.RowShape;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Joins of sorted sides as tasks: both are sorted into runs, and the runs of both are cut into
 * parts by the same keys; whatever reads a part merges the runs of either side, and the sides.
 *
 * <pre>
 *   left  ─> sorted runs ─┬─────────────┬─> merges and join of part 0 ─> ...
 *   right ─> sorted runs ─┴─> splitters ┴─> merges and join of part 1 ─> ...
 * </pre>
 */
final class MergeJoinLowering {
  private final FrameLowering lowering;
  private final Origin origin;

  MergeJoinLowering(FrameLowering lowering, Origin origin) {
    this.lowering = lowering;
    this.origin = origin;
  }

  Flow lower(Join plan, SortedSides sides, Set<String> wanted) {
    List<String> leftNames =
        plan.left().schema().names().stream().filter(wanted::contains).toList();
    List<FramePlan.RightColumn> rightColumns =
        plan.rightColumns().stream().filter(column -> wanted.contains(column.name())).toList();
    Schema output =
        plan.schema()
            .select(
                Stream.concat(
                        leftNames.stream(), rightColumns.stream().map(FramePlan.RightColumn::name))
                    .toList());
    FramePlan.Sort left = sides.left().sort();
    FramePlan.Sort right = sides.right().sort();
    Flow leftRows = rows(left);
    Flow rightRows = rows(right);
    int parts = SortLowering.mostParts(both(leftRows.partitions(), rightRows.partitions()));
    List<Key> leftRuns = runs(left, leftRows, parts);
    List<Key> runs = both(leftRuns, runs(right, rightRows, parts));
    List<Key> inputs = new ArrayList<>(runs);
    if (parts > 1) {
      inputs.add(lowering.task("splitters", splitters(left, right, sides, parts), origin, runs));
    }
    int all = runs.size();
    int first = leftRuns.size();
    List<Partition> joins = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      joins.add(
          new Partition(
              new RowSource.OfMergeJoin(
                  new RowSource.OfMerge(left.schema(), left.order(), all, parts, part, 0, first),
                  new RowSource.OfMerge(
                      right.schema(), right.order(), all, parts, part, first, all),
                  sides.keys(),
                  plan.type(),
                  leftNames.stream().map(sides.left()::column).toList(),
                  rightColumns.stream()
                      .map(column -> sides.right().column(column.column()))
                      .toList(),
                  output),
              inputs,
              List.of()));
    }
    return new Flow(joins, output, origin);
  }

  private Flow rows(FramePlan.Sort sort) {
    Flow input = lowering.flow(sort.input(), new LinkedHashSet<>(sort.schema().names()));
    return new Flow(input.partitions(), input.schema(), new Origin(sort.label(), sort.where()));
  }

  private List<Key> runs(FramePlan.Sort sort, Flow rows, int parts) {
    RowSink sink = new RowSink.SortRun(sort.schema(), sort.order(), parts);
    return lowering.materialize(rows, sink, false);
  }

  /* By the wider rows: parts may be too many, not too large. */
  private static ChooseSplitters splitters(
      FramePlan.Sort left, FramePlan.Sort right, SortedSides sides, int parts) {
    boolean isLeft = RowShape.rowBytes(left.schema()) >= RowShape.rowBytes(right.schema());
    FramePlan.Sort wider = isLeft ? left : right;
    List<SortOrder> keys = wider.order().subList(0, sides.keys());
    return new ChooseSplitters(wider.schema(), keys, parts, sides.keys());
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
