package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.nullOf;

import dev.quern.dataframes.plan.FramePlan.RightColumn;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Right joins, and the part of full joins that left joins do not give. */
final class OuterJoins {
  private OuterJoins() {}

  /**
   * The rows of {@code right}, in the columns of the join.
   *
   * @param kind LEFT for all of them with their partners, ANTI for those that have none
   */
  static DataFrame right(DataFrame left, DataFrame right, JoinOn on, JoinKind kind) {
    Schema leftSchema = left.schema();
    // Names by which the conditions know them.
    List<RightColumn> named = Joins.named(leftSchema, right.schema(), on.right());
    List<Object> renamed = new ArrayList<>();
    for (RightColumn column : named) {
      int key = on.right().indexOf(column.column());
      Column value = Column.named(column.column());
      Column typed = key < 0 ? value : value.cast(leftSchema.field(on.left().get(key)).type());
      renamed.add(typed.as(column.name()));
    }
    List<String> keys = on.right().stream().map(key -> name(named, key)).toList();
    Set<String> nullsEqual = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      if (on.nullsEqual().contains(on.left().get(i))) {
        nullsEqual.add(keys.get(i));
      }
    }
    DataFrame rows =
        right
            .select(renamed.toArray())
            .join(left, new JoinOn(keys, on.left(), nullsEqual, on.conditions()), kind);
    List<Object> columns = new ArrayList<>();
    for (Field field : leftSchema) {
      int key = on.left().indexOf(field.name());
      DType type = field.type();
      if (key >= 0) {
        columns.add(Column.named(keys.get(key)).cast(type).as(field.name()));
      } else {
        columns.add(kind == JoinKind.LEFT ? field.name() : nullOf(type).as(field.name()));
      }
    }
    for (RightColumn column : named) {
      if (!on.right().contains(column.column())) {
        columns.add(column.name());
      }
    }
    return rows.select(columns.toArray());
  }

  private static String name(List<RightColumn> named, String column) {
    return named.stream()
        .filter(right -> right.column().equals(column))
        .findFirst()
        .orElseThrow()
        .name();
  }
}
