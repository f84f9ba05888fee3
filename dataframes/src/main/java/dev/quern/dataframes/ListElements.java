package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.nested.Lists;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Promotion;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * What is written for each element of a list, and gets its types once the list's are known: the
 * element and its place are columns beside those of the row, under names that nobody else gives.
 *
 * @param body what is computed from the element and its place
 */
record ListElements(BinaryOperator<Column> body) {
  /* No column of a user has a name with a zero in it. */
  static final String ELEMENT = "\0x";
  static final String PLACE = "\0i";
  private static final String SO_FAR = "\0a";

  /** Makes the function of a list and of the body. */
  @FunctionalInterface
  interface Maker {
    Expr make(Expr list, Expr body, String element, String place);
  }

  /** The function of {@code list}, which {@code verb} names in errors. */
  Column of(Column list, String verb, Maker function) {
    return Column.computed(
        schema -> {
          Expr bound = list.bind(schema);
          String suffix = depth(schema);
          String element = ELEMENT + suffix;
          String place = PLACE + suffix;
          List<Field> fields = new ArrayList<>(schema.fields());
          fields.add(Field.of(element, Lists.element(verb, bound)));
          fields.add(Field.of(place, DType.INT64));
          Expr each =
              body.apply(Column.named(element), Column.named(place)).bind(Schema.of(fields));
          return function.make(
              bound, WindowPlans.none(each, "what is done to elements"), element, place);
        });
  }

  /**
   * What comes of {@code initial} when the body takes the elements to it: of the value so far and
   * the element. The value is of the type in which {@code initial} and what the body makes of it
   * meet.
   */
  Column reduce(Column list, Column initial) {
    return Column.computed(
        schema -> {
          Expr bound = list.bind(schema);
          Expr start = initial.bind(schema);
          Expr first = step(bound, start.type(), schema);
          DType type = Promotion.common(start.type(), first.type()).orElse(first.type());
          Expr step = type.equals(start.type()) ? first : step(bound, type, schema);
          if (Promotion.common(type, step.type()).filter(type::equals).isEmpty()) {
            throw new PlanException(
                "list reduce makes %s of %s: cast the initial value, or what the step gives"
                    .formatted(step.type(), type));
          }
          String suffix = depth(schema);
          return Lists.reduce(
              bound,
              Exprs.implicit(start, type),
              Exprs.implicit(step, type),
              SO_FAR + suffix,
              ELEMENT + suffix);
        });
  }

  private Expr step(Expr list, DType soFar, Schema schema) {
    String suffix = depth(schema);
    List<Field> fields = new ArrayList<>(schema.fields());
    fields.add(Field.of(ELEMENT + suffix, Lists.element("list reduce", list)));
    fields.add(Field.of(SO_FAR + suffix, soFar));
    Column value = Column.named(SO_FAR + suffix);
    Expr step = body.apply(value, Column.named(ELEMENT + suffix)).bind(Schema.of(fields));
    return WindowPlans.none(step, "what is done to elements");
  }

  /* Within a body stands the element of the list around: each depth has names of its own. */
  private static String depth(Schema schema) {
    long depth = schema.names().stream().filter(name -> name.startsWith(ELEMENT)).count();
    return depth == 0 ? "" : Long.toString(depth);
  }
}
