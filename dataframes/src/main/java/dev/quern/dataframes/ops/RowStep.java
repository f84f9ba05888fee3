package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.util.List;

/** What a pipeline does to each morsel on its way. */
public sealed interface RowStep extends Serializable {

  /**
   * Keeps the rows in which the condition is true.
   *
   * @param keep the columns that anybody reads after this, in order
   */
  record Filter(Expr condition, List<String> keep) implements RowStep {}

  /** Computes columns. */
  record Project(List<NamedExpr> columns) implements RowStep {}

  /**
   * Pairs rows with those of a join table.
   *
   * @param input which input of the task the table is
   * @param keys the columns to look up
   * @param leftColumns the columns of the morsel that come out
   * @param rightColumns the columns of the table that come out
   * @param output the schema of both
   */
  record Probe(
      int input,
      List<String> keys,
      List<String> leftColumns,
      List<String> rightColumns,
      JoinKind kind,
      Schema output)
      implements RowStep {}
}
