package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.BatchFn;
import dev.quern.dataframes.plan.FramePlan.RightColumn;
import dev.quern.dataframes.plan.Lengths;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.JoinCondition;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a pipeline does to each morsel on its way. */
public sealed interface RowStep extends Serializable {

  /** Whether its work follows from how many rows there are, and no function of a user is called. */
  default boolean isDataBound() {
    return true;
  }

  /** Whether just as many rows come out as go in. */
  default boolean keepsRows() {
    return false;
  }

  /** Whether more or wider rows may come out than go in. */
  default boolean mayGrow() {
    return false;
  }

  /**
   * Keeps the rows in which the condition is true.
   *
   * @param keep the columns that anybody reads after this, in order
   */
  record Filter(Expr condition, List<String> keep) implements RowStep {
    @Override
    public boolean isDataBound() {
      return !Exprs.callsUserFunction(condition);
    }
  }

  /**
   * Has a user's function make rows of batches.
   *
   * @param read the columns that it gets, in order
   * @param output the columns that it makes
   */
  record MapBatches(List<String> read, Schema output, BatchFn function) implements RowStep {
    /** Copies the list. */
    public MapBatches {
      read = List.copyOf(read);
    }

    @Override
    public boolean isDataBound() {
      return false;
    }
  }

  /**
   * Keeps rows chosen at random.
   *
   * @param part the number of the partition
   */
  record Sample(double fraction, long seed, int part) implements RowStep {}

  /**
   * Adds a first column that counts the rows.
   *
   * @param first the number of the first row, if it is known
   * @param input which input of the task has those of all partitions; -1 if it is known
   * @param part the number of the partition
   */
  record RowIndex(String name, long first, int input, int part) implements RowStep {
    /** One that counts from {@code first}. */
    public static RowIndex from(String name, long first) {
      return new RowIndex(name, first, -1, 0);
    }

    /** One that counts from where the partition begins, as an input of the task tells. */
    public static RowIndex of(String name, int input, int part) {
      return new RowIndex(name, 0, input, part);
    }

    @Override
    public boolean keepsRows() {
      return true;
    }
  }

  /**
   * Puts the columns of another frame beside the rows.
   *
   * @param right the columns of the other frame
   * @param other where its rows for this partition are
   * @param lengths what becomes of rows beside which there are none
   */
  record Zip(Schema right, Sections other, Lengths lengths) implements RowStep {
    @Override
    public boolean keepsRows() {
      return lengths != Lengths.SHORTEST;
    }
  }

  /**
   * Makes a row of each element of lists.
   *
   * @param columns the lists
   * @param keepsEmpty whether a row without elements gives one of nulls
   * @param keep the columns that anybody reads after this, in order
   */
  record Explode(List<String> columns, boolean keepsEmpty, List<String> keep) implements RowStep {
    /** Copies the lists. */
    public Explode {
      columns = List.copyOf(columns);
      keep = List.copyOf(keep);
    }

    @Override
    public boolean mayGrow() {
      return true;
    }
  }

  /** Computes columns. */
  record Project(List<NamedExpr> columns) implements RowStep {
    @Override
    public boolean keepsRows() {
      return true;
    }

    @Override
    public boolean isDataBound() {
      return columns.stream().noneMatch(column -> Exprs.callsUserFunction(column.expr()));
    }
  }

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
   * @param conditions what pairs must meet besides, all of it
   * @param conditionColumns the columns of the table that the conditions read, by the names they
   *     have there
   */
  record Probe(
      int input,
      int parts,
      int reader,
      List<String> keys,
      List<String> leftColumns,
      List<String> rightColumns,
      JoinKind kind,
      Schema output,
      List<Expr> conditions,
      List<RightColumn> conditionColumns)
      implements RowStep {

    /** Copies the lists. */
    public Probe {
      keys = List.copyOf(keys);
      leftColumns = List.copyOf(leftColumns);
      rightColumns = List.copyOf(rightColumns);
      conditions = List.copyOf(conditions);
      conditionColumns = List.copyOf(conditionColumns);
    }

    /** A probe that is not at any place yet. */
    public Probe(
        List<String> keys,
        List<String> leftColumns,
        List<String> rightColumns,
        JoinKind kind,
        Schema output,
        List<Expr> conditions,
        List<RightColumn> conditionColumns) {
      this(0, 0, 0, keys, leftColumns, rightColumns, kind, output, conditions, conditionColumns);
    }

    /* Without keys every pair of rows is looked at. */
    @Override
    public boolean isDataBound() {
      return !keys.isEmpty() && conditions.stream().noneMatch(Exprs::callsUserFunction);
    }

    @Override
    public boolean mayGrow() {
      return kind.hasBuildColumns();
    }

    /** The same with its inputs and reader. */
    public Probe at(int newInput, int newParts, int newReader) {
      return new Probe(
          newInput,
          newParts,
          newReader,
          keys,
          leftColumns,
          rightColumns,
          kind,
          output,
          conditions,
          conditionColumns);
    }

    /**
     * The conditions as the engine tests them.
     *
     * @param left the columns of the morsels
     * @param right the columns of the table
     * @param behind how many columns stand before those of {@code left} in the batches
     */
    Optional<JoinCondition> condition(Schema left, Schema right, int behind) {
      return conditions.stream()
          .reduce(Expr.And::new)
          .map(
              all -> {
                List<String> read =
                    Exprs.columns(all).stream().filter(name -> isLeft(name)).toList();
                List<Field> fields = new ArrayList<>(left.select(read).fields());
                for (RightColumn column : conditionColumns) {
                  fields.add(right.field(column.column()).withName(column.name()));
                }
                return new JoinCondition(
                    all,
                    Schema.of(fields),
                    read.stream().map(name -> behind + left.position(name)).toList(),
                    conditionColumns.stream().map(c -> right.position(c.column())).toList());
              });
    }

    private boolean isLeft(String name) {
      return conditionColumns.stream().noneMatch(column -> column.name().equals(name));
    }
  }
}
