package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** A projection at work. */
final class ProjectStep implements Step {
  private final List<NamedExpr> columns;
  private final Schema schema;
  private final Evaluator evaluator;

  ProjectStep(List<NamedExpr> columns, Evaluator evaluator) {
    this.columns = columns;
    this.schema = NamedExpr.schema(columns);
    this.evaluator = evaluator;
  }

  @Override
  public void accept(Batch morsel, Receiver next) {
    Batch computed;
    try (morsel) {
      computed = compute(morsel);
    }
    next.accept(computed);
  }

  /** The columns of {@code morsel}, which stays open. */
  Batch compute(Batch morsel) {
    List<ColumnVector> values = new ArrayList<>(columns.size());
    try {
      for (NamedExpr column : columns) {
        values.add(evaluator.evaluate(column.expr(), morsel));
      }
      return Batch.of(schema, morsel.rows(), values);
    } catch (RuntimeException | Error e) {
      values.forEach(ColumnVector::close);
      throw e;
    }
  }
}
