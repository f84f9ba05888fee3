package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.join.JoinGather;
import dev.quern.engine.join.JoinMatches;
import dev.quern.engine.join.JoinTable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A join probe at work. */
final class ProbeStep implements Step {
  private final RowStep.Probe step;
  private final JoinTable table;
  private final TaskContext context;
  private final MemoryBudget budget;
  private final List<Integer> rightColumns;
  private @Nullable JoinMatches probe;
  private List<Integer> leftColumns = List.of();

  ProbeStep(RowStep.Probe step, JoinTableChunk table, TaskContext context) {
    this.step = step;
    this.table = table.table(context.memory());
    this.context = context;
    this.budget = context.memory();
    Schema right = this.table.rows().schema();
    this.rightColumns = step.rightColumns().stream().map(right::position).toList();
  }

  @Override
  public void accept(Batch morsel, Receiver next) {
    try (morsel) {
      JoinMatches matches = open(morsel.schema());
      matches.start(morsel);
      while (matches.next()) {
        // A row may have as many partners as the table has rows.
        context.checkCancelled();
        next.accept(
            JoinGather.join(
                budget, step.output(), matches, morsel, leftColumns, table.rows(), rightColumns));
      }
    }
  }

  @Override
  public void close() {
    if (probe != null) {
      probe.close();
      probe = null;
    }
  }

  private JoinMatches open(Schema left) {
    JoinMatches known = probe;
    if (known == null) {
      leftColumns = step.leftColumns().stream().map(left::position).toList();
      List<Integer> keys = step.keys().stream().map(left::position).toList();
      known =
          table.probe(
              context,
              left,
              keys,
              step.kind(),
              RowSource.MORSEL_ROWS,
              step.condition(left, table.rows().schema(), 0));
      probe = known;
    }
    return known;
  }
}
