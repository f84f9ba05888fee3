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
    Schema a = first.schema();
    Schema b = second.schema();
    Set<String> names = new HashSet<>(a.names());
    if (a.size() != b.size() || !names.containsAll(b.names())) {
      throw new PlanException(
          "a union needs the same columns on both sides: %s and %s".formatted(a.names(), b.names()),
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
                          "column %s is %s on one side of the union and %s on the other"
                              .formatted(field.name(), field.type(), other),
                          where));
      common.add(Field.of(field.name(), type));
    }
    List<FramePlan> inputs = new ArrayList<>(flattened(first, common));
    inputs.addAll(flattened(second, common));
    return new Union(inputs, where);
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
