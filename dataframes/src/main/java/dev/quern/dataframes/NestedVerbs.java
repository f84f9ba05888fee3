package dev.quern.dataframes;

import dev.quern.dataframes.plan.Explode;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The verbs of {@link DataFrame} for columns of lists and structs. */
abstract sealed class NestedVerbs permits SetVerbs {
  NestedVerbs() {}

  abstract DataFrame self();

  /**
   * A row for each element of the lists in {@code columns}, which take the places of the lists; the
   * other columns are repeated. Several lists are taken side by side, and must be equally long in
   * every row. A row whose list is empty or null gives one row with null, as of Polars' explode and
   * Spark's explode_outer: {@link #explodeNonEmpty} leaves it out. Rows and elements keep their
   * order.
   */
  public DataFrame explode(String... columns) {
    return exploded(true, columns);
  }

  /**
   * {@link #explode} without rows whose lists are empty or null: SQL's {@code unnest}, Spark's
   * explode.
   */
  public DataFrame explodeNonEmpty(String... columns) {
    return exploded(false, columns);
  }

  /**
   * All columns, with the fields of the struct in {@code column} in its place. Where the struct is
   * null, they are.
   */
  public DataFrame unnest(String column) {
    Schema schema = self().schema();
    if (!(schema.field(column).type() instanceof StructType struct)) {
      throw new PlanException(
          "column %s is %s: only structs are unnested"
              .formatted(column, schema.field(column).type()));
    }
    List<Object> columns = new ArrayList<>();
    for (String name : schema.names()) {
      if (name.equals(column)) {
        struct
            .fields()
            .forEach(field -> columns.add(Column.named(name).field(field.name()).as(field.name())));
      } else {
        columns.add(name);
      }
    }
    return self().select(columns.toArray());
  }

  private DataFrame exploded(boolean keepsEmpty, String... columns) {
    Schema schema = self().schema();
    List<String> lists = List.of(columns);
    if (lists.isEmpty() || new HashSet<>(lists).size() < lists.size()) {
      throw new PlanException("explode needs the names of some columns, each once: not " + lists);
    }
    for (String name : lists) {
      DType type = schema.field(name).type();
      if (!(type instanceof ListType)) {
        throw new PlanException("column %s is %s: only lists are exploded".formatted(name, type));
      }
    }
    return new DataFrame(new Explode(self().plan(), lists, keepsEmpty, SourceLine.here()));
  }
}
