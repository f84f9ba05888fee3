package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Pairs rows of two inputs whose keys are equal; nulls are equal to nothing. Without keys all rows
 * are paired with all.
 *
 * @param leftKeys key columns of the left input
 * @param rightKeys the key columns of the right input that they are compared with
 * @param rightColumns the columns of the right input that come out, behind the left ones
 * @param conditions what pairs must meet besides, all of it, over columns of the left input and
 *     {@code conditionColumns}; inner joins by keys are filtered instead
 * @param conditionColumns the columns of the right input that the conditions read, by the names
 *     they have there
 */
public record Join(
    FramePlan left,
    FramePlan right,
    List<String> leftKeys,
    List<String> rightKeys,
    List<FramePlan.RightColumn> rightColumns,
    JoinKind type,
    List<Expr> conditions,
    List<FramePlan.RightColumn> conditionColumns,
    SourceLine where)
    implements FramePlan {

  /** Copies the lists. */
  public Join {
    leftKeys = List.copyOf(leftKeys);
    rightKeys = List.copyOf(rightKeys);
    rightColumns = List.copyOf(rightColumns);
    conditions = List.copyOf(conditions);
    conditionColumns = List.copyOf(conditionColumns);
  }

  /** A join by keys alone. */
  public Join(
      FramePlan left,
      FramePlan right,
      List<String> leftKeys,
      List<String> rightKeys,
      List<FramePlan.RightColumn> rightColumns,
      JoinKind type,
      SourceLine where) {
    this(left, right, leftKeys, rightKeys, rightColumns, type, List.of(), List.of(), where);
  }

  /** Whether its sides are merged in the order that they are sorted by, without a table. */
  public boolean isMerge() {
    return SortedSides.of(this).isPresent();
  }

  /** The same join with other columns of the right input coming out. */
  public Join withRightColumns(List<FramePlan.RightColumn> columns) {
    return new Join(
        left, right, leftKeys, rightKeys, columns, type, conditions, conditionColumns, where);
  }

  /** The same join of another kind. */
  public Join withType(JoinKind kind) {
    return new Join(
        left, right, leftKeys, rightKeys, rightColumns, kind, conditions, conditionColumns, where);
  }

  /** The same join with other conditions, over the same columns or fewer. */
  public Join withConditions(List<Expr> others) {
    Set<String> read = new HashSet<>();
    others.forEach(condition -> read.addAll(Exprs.columns(condition)));
    List<FramePlan.RightColumn> columns =
        conditionColumns.stream().filter(c -> read.contains(c.name())).toList();
    return new Join(left, right, leftKeys, rightKeys, rightColumns, type, others, columns, where);
  }

  @Override
  public Schema schema() {
    List<Field> fields = new ArrayList<>(left.schema().fields());
    Schema rightSchema = right.schema();
    for (FramePlan.RightColumn column : rightColumns) {
      fields.add(Field.of(column.name(), rightSchema.field(column.column()).type()));
    }
    return Schema.of(fields);
  }

  @Override
  public List<FramePlan> children() {
    return List.of(left, right);
  }

  @Override
  public FramePlan withChildren(List<FramePlan> children) {
    return new Join(
        children.get(0),
        children.get(1),
        leftKeys,
        rightKeys,
        rightColumns,
        type,
        conditions,
        conditionColumns,
        where);
  }

  @Override
  public String label() {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < leftKeys.size(); i++) {
      pairs.add(leftKeys.get(i) + " = " + rightKeys.get(i));
    }
    conditions.forEach(condition -> pairs.add(condition.toString()));
    String kind = type.name().toLowerCase(Locale.ROOT);
    if (isMerge()) {
      return kind + " merge join on " + String.join(" and ", pairs);
    }
    if (pairs.isEmpty()) {
      return type == JoinKind.INNER ? "cross join" : kind + " join of all rows";
    }
    return kind + " join on " + String.join(" and ", pairs);
  }
}
