package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.FramePlan.RightColumn;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Promotion;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes join nodes: checks keys, aligns their types, names the output. */
final class Joins {
  private Joins() {}

  static FramePlan plan(
      FramePlan left, FramePlan right, JoinOn on, JoinKind type, SourceLine where) {
    if (on.left().isEmpty()) {
      throw new PlanException("a join needs at least one pair of columns to compare", where);
    }
    Schema leftSchema = left.schema();
    Schema rightSchema = right.schema();
    FramePlan alignedRight = right;
    for (int i = 0; i < on.left().size(); i++) {
      Field a = leftSchema.field(on.left().get(i));
      Field b = rightSchema.field(on.right().get(i));
      if (!a.type().equals(b.type())) {
        checkComparable(a, b, where);
        alignedRight = withType(alignedRight, b.name(), a.type());
      }
    }
    return new FramePlan.Join(
        left,
        alignedRight,
        on.left(),
        on.right(),
        rightColumns(leftSchema, rightSchema, on, type),
        type,
        where);
  }

  private static void checkComparable(Field left, Field right, SourceLine where) {
    DType common = Promotion.common(left.type(), right.type()).orElse(null);
    if (common == null || !common.equals(left.type())) {
      throw new PlanException(
          "cannot join %s (%s) with %s (%s): cast one of them to the other's type first"
              .formatted(left.name(), left.type(), right.name(), right.type()),
          where);
    }
  }

  private static FramePlan withType(FramePlan plan, String column, DType type) {
    List<NamedExpr> columns = new ArrayList<>();
    for (Field field : plan.schema()) {
      columns.add(
          field.name().equals(column)
              ? new NamedExpr(column, Exprs.cast(Exprs.column(plan.schema(), column), type))
              : NamedExpr.column(field));
    }
    return new FramePlan.Project(plan, columns, plan.where());
  }

  private static List<RightColumn> rightColumns(
      Schema left, Schema right, JoinOn on, JoinKind type) {
    if (!type.hasBuildColumns()) {
      return List.of();
    }
    Set<String> taken = new HashSet<>(left.names());
    List<RightColumn> columns = new ArrayList<>();
    for (Field field : right) {
      if (on.right().contains(field.name())) {
        continue;
      }
      String name = field.name();
      while (!taken.add(name)) {
        name += "_right";
      }
      columns.add(new RightColumn(field.name(), name));
    }
    return columns;
  }
}
