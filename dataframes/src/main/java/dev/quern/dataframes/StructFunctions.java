package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.nested.Structs;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Functions of a column of structs: {@code col("address").struct().withField("city", city)}. A null
 * struct gives null. Fields are not copied.
 */
public final class StructFunctions {
  private final Column column;

  StructFunctions(Column column) {
    this.column = column;
  }

  /** A field of the struct, as {@link Column#field}. */
  public Column field(String name) {
    return column.field(name);
  }

  /** The struct with a field more, or another value in place of the one of that name. */
  public Column withField(String name, Object value) {
    Column given = Column.of(value);
    return changed((fields, schema) -> fields.put(name, given.bind(schema)));
  }

  /**
   * The struct without these fields, of which at least one must be left.
   *
   * @throws PlanException when there is no such field, once the column is given to a frame
   */
  public Column dropFields(String... names) {
    return changed(
        (fields, _) -> {
          for (String name : names) {
            require(fields, name);
            fields.remove(name);
          }
          if (fields.isEmpty()) {
            throw new PlanException(
                "a struct without the fields %s has none left".formatted(List.of(names)));
          }
        });
  }

  /** The struct with the field {@code from} called {@code to}, in its place. */
  public Column renameField(String from, String to) {
    return changed(
        (fields, _) -> {
          require(fields, from);
          Map<String, Expr> renamed = new LinkedHashMap<>();
          fields.forEach((name, value) -> renamed.put(name.equals(from) ? to : name, value));
          if (renamed.size() < fields.size()) {
            throw new PlanException("there is a field %s already".formatted(to));
          }
          fields.clear();
          fields.putAll(renamed);
        });
  }

  private static void require(Map<String, Expr> fields, String name) {
    if (!fields.containsKey(name)) {
      throw new PlanException("no field %s: there are %s".formatted(name, fields.keySet()));
    }
  }

  private Column changed(BiConsumer<Map<String, Expr>, Schema> change) {
    return Column.computed(
        schema -> {
          Expr struct = column.bind(schema);
          if (!(struct.type() instanceof StructType type)) {
            throw new PlanException("%s is %s, and not a struct".formatted(struct, struct.type()));
          }
          Map<String, Expr> fields = new LinkedHashMap<>();
          for (Field field : type.fields()) {
            fields.put(field.name(), Structs.field(struct, field.name()));
          }
          change.accept(fields, schema);
          Expr made = Structs.of(List.copyOf(fields.keySet()), List.copyOf(fields.values()));
          return Exprs.when(Exprs.isNull(struct), Exprs.nullOf(made.type()), made);
        });
  }
}
