package dev.quern.dataframes;

import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.Over;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** What users hand to verbs that take names and columns alike. */
final class Arguments {
  private Arguments() {}

  /** Names and named columns, checked against {@code schema}. */
  static List<NamedExpr> named(Object[] columns, Schema schema) {
    List<NamedExpr> named = new ArrayList<>();
    for (Object column : columns) {
      switch (column) {
        case null -> throw new PlanException("a column is a name or a Column, not null");
        case String name -> named.add(NamedExpr.column(schema.field(name)));
        case Column computed -> named.add(named(computed, schema));
        case Columns some -> some.of(schema).forEach(one -> named.add(named(one, schema)));
        default ->
            throw new PlanException(
                "a column is a name or a Column such as col(\"x\").plus(1), not "
                    + column.getClass().getName());
      }
    }
    return named;
  }

  /**
   * The values of {@code column} that become columns: those given, or the names of a categorical.
   *
   * @param needs who needs them and what to do: "a pivot needs %s: name them"
   */
  static List<?> valuesOrNames(String needs, Schema schema, String column, Object[] values) {
    if (values.length > 0) {
      return List.of(values);
    }
    if (schema.field(column).type() instanceof CategoricalType type) {
      return type.names();
    }
    throw new PlanException(
        needs.formatted("the values of %s that become columns".formatted(column)));
  }

  /** A named column, checked against {@code schema}. */
  static NamedExpr named(Column column, Schema schema) {
    Expr expr = column.bind(schema);
    String name =
        column
            .name()
            .orElseThrow(
                () ->
                    new PlanException(
                        "%s needs a name: write .as(\"name\") behind it".formatted(expr)));
    return new NamedExpr(name, expr);
  }

  /** Names, columns and orders, checked against {@code schema}. */
  static List<Over.Ordered> order(Object[] keys, Schema schema) {
    if (keys.length == 0) {
      throw new PlanException("a sort needs at least one column");
    }
    List<Over.Ordered> order = new ArrayList<>();
    for (Object key : keys) {
      SortKey one = sortKey(key);
      Expr value = WindowPlans.none(one.column().bind(schema), "an order");
      order.add(
          new Over.Ordered(Exprs.key("sorted by", value), one.isDescending(), one.hasNullsFirst()));
    }
    return order;
  }

  /** A name, column or order as a key of an order. */
  static SortKey sortKey(Object key) {
    return switch (key) {
      case null -> throw new PlanException("an order is a column or its name, not null");
      case String name -> new SortKey(Column.named(name), false);
      case SortKey given -> given;
      case Column column -> column.asc();
      default ->
          throw new PlanException(
              "an order is a column, its name, asc(..) or desc(..), not "
                  + key.getClass().getName());
    };
  }
}
