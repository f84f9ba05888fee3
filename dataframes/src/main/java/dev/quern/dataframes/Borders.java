package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Promotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Borders between ranges of a column's values, in rising order.
 *
 * @param type what the values are to be compared as: integers, dates or timestamps, or FLOAT64
 * @param values the borders as literals hold them: Long or Double
 */
record Borders(DType type, List<Object> values) {
  /** How many there may be. */
  static final int MOST = 1_000_001;

  /**
   * The borders that a user gave, checked.
   *
   * @param fewest how many there are at least
   * @param what what they are for, for errors: {@code a histogram}
   * @param of the column
   */
  static Borders of(List<?> given, int fewest, String what, Expr of) {
    if (given.size() < fewest || given.size() > MOST) {
      throw new PlanException(
          "%s has from %d to %,d borders, not %,d".formatted(what, fewest, MOST, given.size()));
    }
    DType type = valueType(given, what, of);
    List<Object> values = new ArrayList<>(given.size());
    for (Object border : given) {
      Expr literal = Exprs.implicit(Exprs.literal(border), type);
      if (!(literal instanceof Expr.Literal constant) || !constant.type().equals(type)) {
        throw new PlanException(
            "the border %s of %s of '%s' is not %s".formatted(border, what, of, type));
      }
      Object value = Objects.requireNonNull(constant.value());
      if (!values.isEmpty() && !isLess(values.getLast(), value)) {
        throw new PlanException(
            "the borders of %s rise, and %s comes before %s"
                .formatted(what, given.get(values.size() - 1), border));
      }
      values.add(value);
    }
    return new Borders(type, values);
  }

  /* Integers stay what they are if the borders are integers too. */
  private static DType valueType(List<?> given, String what, Expr of) {
    if (of.type().isTemporal()) {
      return of.type();
    }
    boolean whole =
        given.stream().allMatch(border -> border instanceof Integer || border instanceof Long);
    return number(what, of) == DType.FLOAT64 && Promotion.signed(of.type()).isInteger() && whole
        ? DType.INT64
        : DType.FLOAT64;
  }

  /** FLOAT64 if {@code of} is a number. */
  static DType number(String what, Expr of) {
    if (!of.type().isNumeric()) {
      throw new PlanException(
          "%s is of numbers, dates or timestamps, and '%s' is %s".formatted(what, of, of.type()));
    }
    return DType.FLOAT64;
  }

  private static boolean isLess(Object low, Object high) {
    return low instanceof Double real ? real < (Double) high : (Long) low < (Long) high;
  }
}
