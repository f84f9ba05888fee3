package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.SharedExpressions;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** A projection at work. */
final class ProjectStep implements Step {
  private final SharedExpressions columns;
  private final Schema schema;
  private final Evaluator evaluator;

  ProjectStep(List<NamedExpr> columns, Evaluator evaluator) {
    this.columns = SharedExpressions.of(columns.stream().map(NamedExpr::expr).toList());
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
    List<ColumnVector> values = new ArrayList<>(schema.size());
    try (Batch wide = columns.widen(evaluator, morsel)) {
      for (Expr column : columns.expressions()) {
        values.add(evaluator.evaluate(column, wide));
      }
      return Batch.of(schema, morsel.rows(), values);
    } catch (RuntimeException | Error e) {
      values.forEach(ColumnVector::close);
      throw e;
    }
  }
}
