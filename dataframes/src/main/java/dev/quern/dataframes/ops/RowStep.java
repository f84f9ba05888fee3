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
   * Pairs rows with those of a join table. If that is not in memory but scattered, the rows do not
   * come this far: the pipeline begins behind this step, with what the parts of the join gave.
   *
   * @param input which input of the task the table is; behind it are the parts of the join
   * @param parts how many parts there are; 0 if the table is surely in memory
   * @param reader which of those who read the parts this is
   * @param keys the columns to look up
   * @param leftColumns the columns of the morsel that come out
   * @param rightColumns the columns of the table that come out
   * @param output the schema of both
   */
  record Probe(
      int input,
      int parts,
      int reader,
      List<String> keys,
      List<String> leftColumns,
      List<String> rightColumns,
      JoinKind kind,
      Schema output)
      implements RowStep {

    /** A probe that is not at any place yet. */
    public Probe(
        List<String> keys,
        List<String> leftColumns,
        List<String> rightColumns,
        JoinKind kind,
        Schema output) {
      this(0, 0, 0, keys, leftColumns, rightColumns, kind, output);
    }

    /** The same with its inputs and reader. */
    public Probe at(int newInput, int newParts, int newReader) {
      return new Probe(
          newInput, newParts, newReader, keys, leftColumns, rightColumns, kind, output);
    }
  }
}
