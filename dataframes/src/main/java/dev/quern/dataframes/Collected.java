package dev.quern.dataframes;

import dev.quern.engine.PlanException;
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
