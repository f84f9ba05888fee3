package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.expr.Evaluator.Mask;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.SharedExpressions;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.RowFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A filter at work. One that is first may be asked by the reader, before a morsel is there. */
final class FilterStep implements Step, RowFilter {
  private final RowStep.Filter filter;
  private final SharedExpressions condition;
  private final Evaluator evaluator;
  private final TaskContext context;

  /* The rows that pass of the morsel to come, when the reader has asked. */
  private @Nullable Mask asked;

  FilterStep(RowStep.Filter filter, Evaluator evaluator, TaskContext context) {
    this.filter = filter;
    this.condition = SharedExpressions.of(List.of(filter.condition()));
    this.evaluator = evaluator;
    this.context = context;
  }

  @Override
  public List<String> columns() {
    return List.copyOf(Exprs.columns(filter.condition()));
  }

  @Override
  public boolean wants(Batch batch) {
    // A reader may pass over many morsels before it comes back to the pipeline.
    context.checkCancelled();
    close();
    Mask mask = where(batch);
    if (mask.count() == 0) {
      mask.close();
      return false;
    }
    asked = mask;
    return true;
  }

  @Override
  public void skipped(long rows) {
    context.skipped(rows);
  }

  @Override
  public void accept(Batch morsel, Receiver next) {
    Batch kept;
    try (morsel;
        Mask mask = mask(morsel)) {
      if (mask.count() == 0) {
        return;
      }
      try (Batch wanted = morsel.select(filter.keep())) {
        kept = Selections.filter(context.memory(), wanted, mask.bits().segment(), mask.count());
      }
    }
    next.accept(kept);
  }

  private Mask mask(Batch morsel) {
    Mask known = asked;
    asked = null;
    return known == null ? where(morsel) : known;
  }

  private Mask where(Batch batch) {
    try (Batch wide = condition.widen(evaluator, batch)) {
      return evaluator.where(condition.expressions().getFirst(), wide);
    }
  }

  @Override
  public void close() {
    if (asked != null) {
      asked.close();
      asked = null;
    }
  }
}
