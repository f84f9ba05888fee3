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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes union nodes: columns are matched by name and brought to their common types. */
final class Unions {
  private Unions() {}

  /** The rows of all {@code plans}, which have the same columns, one behind the other. */
  static FramePlan byName(List<FramePlan> plans, SourceLine where) {
    List<Field> common = plans.getFirst().schema().fields();
    for (FramePlan plan : rest(plans)) {
      common = common(Schema.of(common), plan.schema(), "a union", where);
    }
    List<FramePlan> inputs = new ArrayList<>(plans.size());
    for (FramePlan plan : plans) {
      inputs.addAll(flattened(plan, common));
    }
    return inputs.size() == 1 ? inputs.getFirst() : new Union(inputs, where);
  }

  /** The union of all columns that any has, null where one lacks them. */
  static FramePlan ofAny(List<FramePlan> plans, SourceLine where) {
    Map<String, DType> columns = new LinkedHashMap<>();
    for (FramePlan plan : plans) {
      plan.schema().forEach(field -> columns.putIfAbsent(field.name(), field.type()));
    }
    return byName(plans.stream().map(plan -> with(plan, columns, where)).toList(), where);
  }

  /** Both frames with the columns of the first, in common types. */
  static List<DataFrame> alike(DataFrame first, DataFrame second, SourceLine where) {
    List<Field> common = common(first.schema(), second.schema(), "a comparison of rows", where);
    return List.of(
        new DataFrame(aligned(first.plan(), common)),
        new DataFrame(aligned(second.plan(), common)));
  }

  private static List<FramePlan> rest(List<FramePlan> plans) {
    return plans.subList(1, plans.size());
  }

  private static FramePlan with(FramePlan plan, Map<String, DType> all, SourceLine where) {
    Schema own = plan.schema();
    if (own.size() == all.size()) {
      return plan;
    }
    List<NamedExpr> columns = new ArrayList<>();
    own.forEach(field -> columns.add(NamedExpr.column(field)));
    all.forEach(
        (name, type) -> {
          if (!own.contains(name)) {
            columns.add(new NamedExpr(name, Exprs.nullOf(type)));
          }
        });
    return new FramePlan.Project(plan, columns, where);
  }

  private static List<Field> common(Schema a, Schema b, String verb, SourceLine where) {
    if (a.equals(b)) {
      return a.fields();
    }
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
