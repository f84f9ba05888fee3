package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.Union;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Promotion;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes union nodes: columns are matched by name and brought to their common types. */
final class Unions {
  private Unions() {}

  static FramePlan byName(FramePlan first, FramePlan second, SourceLine where) {
    List<Field> common = common(first.schema(), second.schema(), "a union", where);
    return union(first, second, common, where);
  }

  /** The union of all columns that either has, null where one lacks them. */
  static FramePlan ofEither(FramePlan first, FramePlan second, SourceLine where) {
    FramePlan a = with(first, second.schema(), where);
    FramePlan b = with(second, first.schema(), where);
    return union(a, b, common(a.schema(), b.schema(), "a union", where), where);
  }

  /** Both frames with the columns of the first, in common types. */
  static List<DataFrame> alike(DataFrame first, DataFrame second, SourceLine where) {
    List<Field> common = common(first.schema(), second.schema(), "a comparison of rows", where);
    return List.of(
        new DataFrame(aligned(first.plan(), common)),
        new DataFrame(aligned(second.plan(), common)));
  }

  private static FramePlan union(
      FramePlan first, FramePlan second, List<Field> common, SourceLine where) {
    List<FramePlan> inputs = new ArrayList<>(flattened(first, common));
    inputs.addAll(flattened(second, common));
    return new Union(inputs, where);
  }

  private static FramePlan with(FramePlan plan, Schema other, SourceLine where) {
    List<NamedExpr> columns = new ArrayList<>();
    plan.schema().fields().forEach(field -> columns.add(NamedExpr.column(field)));
    for (Field field : other) {
      if (!plan.schema().contains(field.name())) {
        columns.add(new NamedExpr(field.name(), Exprs.nullOf(field.type())));
      }
    }
    return columns.size() == plan.schema().size()
        ? plan
        : new FramePlan.Project(plan, columns, where);
  }

  private static List<Field> common(Schema a, Schema b, String verb, SourceLine where) {
    Set<String> names = new HashSet<>(a.names());
    if (a.size() != b.size() || !names.containsAll(b.names())) {
      throw new PlanException(
          "%s needs the same columns on both sides: %s and %s"
              .formatted(verb, a.names(), b.names()),
          where);
    }
    List<Field> common = new ArrayList<>();
    for (Field field : a) {
      DType other = b.field(field.name()).type();
      DType type =
          Promotion.common(field.type(), other)
              .orElseThrow(
                  () ->
                      new PlanException(
                          "column %s is %s on one side of %s and %s on the other"
                              .formatted(field.name(), field.type(), verb, other),
                          where));
      common.add(Field.of(field.name(), type));
    }
    return common;
  }

  /* A union of unions is one union: its inputs, when their types are right already. */
  private static List<FramePlan> flattened(FramePlan plan, List<Field> common) {
    FramePlan aligned = aligned(plan, common);
    return aligned instanceof Union union ? union.inputs() : List.of(aligned);
  }

  private static FramePlan aligned(FramePlan plan, List<Field> common) {
    if (plan.schema().equals(Schema.of(common))) {
      return plan;
    }
    List<NamedExpr> columns =
        common.stream()
            .map(
                f ->
                    new NamedExpr(
                        f.name(), Exprs.cast(Exprs.column(plan.schema(), f.name()), f.type())))
            .toList();
    return new FramePlan.Project(plan, columns, plan.where());
  }
}
