package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.agg.Interpolation;
import dev.quern.engine.agg.Quantile;
import dev.quern.engine.expr.Choices;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.Over;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.nested.Lists;
import dev.quern.engine.nested.Structs;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.ListType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What is made of the list of a group's values. */
final class Collected {
  private static final String VALUE = "value";
  private static final String KEY = "key";

  private Collected() {}

  /** Texts with a separator in between; null of none. */
  static UnaryOperator<Expr> joined(String separator) {
    return list ->
        Exprs.when(
            Exprs.compare(CompareOp.GT, Lists.length(list), Exprs.literal(0)),
            Lists.join(list, separator),
            Exprs.nullOf(DType.UTF8));
  }

  /** A map of entries, of which the first of each key counts. */
  static Expr map(Expr entries) {
    return Lists.distinctBy(entries, field(entries, KEY), ListElements.ELEMENT, ListElements.PLACE);
  }

  /** How often each value is there, as a map in the order of the values. */
  static Expr counts(Expr list) {
    Expr counts = Lists.counts(list);
    return sorted(counts, List.of(new Over.Ordered(field(counts, KEY), false, false)));
  }

  /** The most frequent value, and of several the least; null of none. */
  static Expr mode(Expr list) {
    return Structs.field(Lists.get(byFrequency(list), Exprs.literal(0L)), KEY);
  }

  /** What an aggregate that keeps all values, but not such ones, makes of the list of them. */
  static Expr of(AggregateFunction function, Expr list) {
    return function instanceof Quantile quantile ? quantile(list, quantile) : mode(list);
  }

  /** The same of a list in which there may be nulls, which are left out. */
  static Expr quantileOfList(Expr list, Quantile quantile) {
    DType element = Lists.element("list quantile", list);
    if (!element.isNumeric()) {
      throw new PlanException("list quantile needs numbers, not " + element);
    }
    Expr value = new Expr.Column(ListElements.ELEMENT, element);
    Expr there = Exprs.not(Exprs.isNull(value));
    return quantile(Lists.filter(list, there, ListElements.ELEMENT, ListElements.PLACE), quantile);
  }

  /* A place before the first element, as of an empty list, has no value. */
  private static Expr quantile(Expr list, Quantile quantile) {
    Expr sorted = Lists.sort(list, false);
    Expr count = Exprs.cast(Lists.length(list), DType.FLOAT64);
    Expr last = Exprs.arithmetic(ArithmeticOp.SUBTRACT, count, Exprs.literal(1.0));
    Expr place = Exprs.arithmetic(ArithmeticOp.MULTIPLY, last, Exprs.literal(quantile.q()));
    Expr floor = Exprs.math(MathFunction.FLOOR, place);
    Expr ceil = Exprs.math(MathFunction.CEIL, place);
    Interpolation between = quantile.interpolation();
    Expr low =
        at(
            sorted,
            switch (between) {
              case LINEAR, MIDPOINT, LOWER -> floor;
              case HIGHER -> ceil;
              case NEAREST -> Exprs.math(MathFunction.ROUND, place);
              case DISCRETE -> discrete(count, quantile.q());
            });
    if (!between.isBetween()) {
      return low;
    }
    Expr from = Exprs.cast(low, DType.FLOAT64);
    Expr to = Exprs.cast(at(sorted, ceil), DType.FLOAT64);
    Expr distance = Exprs.arithmetic(ArithmeticOp.SUBTRACT, to, from);
    Expr part =
        between == Interpolation.MIDPOINT
            ? Exprs.literal(0.5)
            : Exprs.arithmetic(ArithmeticOp.SUBTRACT, place, floor);
    return Exprs.arithmetic(
        ArithmeticOp.ADD, from, Exprs.arithmetic(ArithmeticOp.MULTIPLY, distance, part));
  }

  private static Expr discrete(Expr count, double share) {
    Expr rank =
        Exprs.math(
            MathFunction.CEIL,
            Exprs.arithmetic(ArithmeticOp.MULTIPLY, count, Exprs.literal(share)));
    Expr place = Exprs.arithmetic(ArithmeticOp.SUBTRACT, rank, Exprs.literal(1.0));
    return Choices.greatest(List.of(place, Exprs.literal(0.0)));
  }

  private static Expr at(Expr list, Expr place) {
    return Lists.get(list, Exprs.cast(place, DType.INT64));
  }

  /** The {@code count} most frequent values and how often each is there, as a map. */
  static UnaryOperator<Expr> mostFrequent(int count) {
    return list -> Lists.slice(byFrequency(list), 0, count);
  }

  private static Expr byFrequency(Expr list) {
    Expr counts = Lists.counts(list);
    List<Over.Ordered> order =
        List.of(
            new Over.Ordered(field(counts, VALUE), true, false),
            new Over.Ordered(field(counts, KEY), false, false));
    return sorted(counts, order);
  }

  /** The entropy of the shares of the values, in bits; null of none. */
  static Expr entropy(Expr list) {
    Expr counts = Lists.counts(list);
    Expr count = Exprs.cast(field(counts, VALUE), DType.FLOAT64);
    Expr each = Exprs.arithmetic(ArithmeticOp.MULTIPLY, count, Exprs.math(MathFunction.LOG, count));
    Expr sum = Lists.sum(Lists.transform(counts, each, ListElements.ELEMENT, ListElements.PLACE));
    Expr length = Exprs.cast(Lists.length(list), DType.FLOAT64);
    Expr nats =
        Exprs.arithmetic(
            ArithmeticOp.SUBTRACT, Exprs.math(MathFunction.LOG, length), Exprs.divide(sum, length));
    return Exprs.divide(nats, Exprs.literal(Math.log(2)));
  }

  /**
   * A column of what is to be collected in an order: the value and what it is sorted by, as a
   * struct; null where the value is, unless nulls are kept.
   */
  static Column ordered(Column value, List<SortKey> order, boolean keepsNulls) {
    return new Column(
        value.name(),
        schema -> {
          List<String> names = new ArrayList<>(List.of(VALUE));
          List<Expr> values = new ArrayList<>(List.of(value.bind(schema)));
          for (SortKey key : order) {
            names.add(KEY + names.size());
            values.add(Exprs.key("sorted by", key.column().bind(schema)));
          }
          Expr both = Structs.of(names, values);
          return keepsNulls
              ? both
              : Exprs.when(Exprs.isNull(values.getFirst()), Exprs.nullOf(both.type()), both);
        });
  }

  /** The values of a list of what {@link #ordered} gives, in the order. */
  static UnaryOperator<Expr> inOrder(List<SortKey> order) {
    return list -> {
      List<Over.Ordered> keys = new ArrayList<>();
      for (SortKey key : order) {
        Expr value = field(list, KEY + (keys.size() + 1));
        keys.add(new Over.Ordered(value, key.isDescending(), key.hasNullsFirst()));
      }
      return Lists.transform(
          sorted(list, keys), field(list, VALUE), ListElements.ELEMENT, ListElements.PLACE);
    };
  }

  private static Expr sorted(Expr list, List<Over.Ordered> order) {
    return Lists.sortBy(list, order, ListElements.ELEMENT, ListElements.PLACE);
  }

  /** A field of an element of {@code list}. */
  private static Expr field(Expr list, String name) {
    if (!(list.type() instanceof ListType(DType element))) {
      throw new PlanException(list + " is " + list.type() + ", not a list");
    }
    return Structs.field(new Expr.Column(ListElements.ELEMENT, element), name);
  }
}
