package dev.quern.dataframes;

import static dev.quern.dataframes.ExpressionRules.Kind.BOOL;
import static dev.quern.dataframes.ExpressionRules.Kind.CLOCK;
import static dev.quern.dataframes.ExpressionRules.Kind.DATE;
import static dev.quern.dataframes.ExpressionRules.Kind.DECIMAL;
import static dev.quern.dataframes.ExpressionRules.Kind.INT;
import static dev.quern.dataframes.ExpressionRules.Kind.REAL;
import static dev.quern.dataframes.ExpressionRules.Kind.TEXT;
import static dev.quern.dataframes.ExpressionRules.Kind.TIME;
import static dev.quern.dataframes.Frames.makeTime;

import dev.quern.engine.type.DType;
import java.math.BigDecimal;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * The rules of decimals and times of day. All decimals are brought to one type, so that products of
 * products have digits enough.
 */
final class DecimalRules {
  private static final String NAME = "DECIMAL(18, 4)";
  private static final DType TYPE = DType.decimal(18, 4);

  private final ExpressionRules rules;

  DecimalRules(ExpressionRules rules) {
    this.rules = rules;
  }

  /** Adds all of them. */
  void addAll() {
    arithmetic("%s + %s", Column::plus);
    arithmetic("%s - %s", Column::minus);
    arithmetic("%s * %s", Column::times);
    unary("- %s", Column::negate);
    unary("abs(%s)", c -> c.abs());
    unary("round(%s, 2)", c -> c.round(2));
    unary("round(%s, 0)", c -> c.round(0));
    unary("floor(%s)", c -> c.floor());
    unary("ceil(%s)", c -> c.ceil());
    unary("trunc(%s)", c -> c.trunc());
    unary("%s %% 3.7::" + NAME, c -> c.mod(new BigDecimal("3.7")));
    casts();
    comparisons();
    clocks();
  }

  private void arithmetic(String sql, BinaryOperator<Column> build) {
    rules.add(
        DECIMAL,
        "TRY_CAST(" + sql + " AS " + NAME + ")",
        a -> build.apply(a.get(0), a.get(1)).tryCast(TYPE),
        DECIMAL,
        DECIMAL);
  }

  private void unary(String sql, UnaryOperator<Column> build) {
    rules.add(
        DECIMAL,
        "TRY_CAST(" + sql + " AS " + NAME + ")",
        a -> build.apply(a.getFirst()).tryCast(TYPE),
        DECIMAL);
  }

  /* A cast to an integer cuts off what is behind the point, DuckDB's rounds. */
  private void casts() {
    String toDecimal = "TRY_CAST(%s AS " + NAME + ")";
    rules.add(DECIMAL, toDecimal, a -> a.getFirst().tryCast(TYPE), INT);
    rules.addParsing(DECIMAL, NAME, TYPE);
    rules.add(REAL, "%s::DOUBLE", a -> a.getFirst().cast(DType.FLOAT64), DECIMAL);
    rules.add(
        INT, "TRY_CAST(trunc(%s) AS BIGINT)", a -> a.getFirst().tryCast(DType.INT64), DECIMAL);
    rules.add(
        INT, "TRY_CAST(trunc(%s) AS TINYINT)", a -> a.getFirst().tryCast(DType.INT8), DECIMAL);
    rules.add(TEXT, "%s::VARCHAR", a -> a.getFirst().cast(DType.UTF8), DECIMAL);
    rules.add(INT, "sign(%s)", a -> a.getFirst().sign().cast(DType.INT64), DECIMAL);
  }

  private void comparisons() {
    rules.add(BOOL, "%s < %s", a -> a.get(0).lt(a.get(1)), DECIMAL, DECIMAL);
    rules.add(BOOL, "%s = %s", a -> a.get(0).eq(a.get(1)), DECIMAL, DECIMAL);
    rules.add(BOOL, "%s >= %s", a -> a.get(0).ge(a.get(1)), DECIMAL, INT);
    rules.add(BOOL, "%s BETWEEN -20.5 AND 99.99", a -> a.getFirst().between(-20.5, 99.99), DECIMAL);
  }

  private void clocks() {
    rules.add(INT, "hour(%s)", a -> a.getFirst().dt().hour(), CLOCK);
    rules.add(INT, "minute(%s)", a -> a.getFirst().dt().minute(), CLOCK);
    rules.add(INT, "second(%s)", a -> a.getFirst().dt().second(), CLOCK);
    rules.add(CLOCK, "%s::TIME", a -> a.getFirst().dt().time(), TIME);
    rules.add(TIME, "%s + %s", a -> a.get(0).plus(a.get(1)), DATE, CLOCK);
    rules.add(
        CLOCK,
        "make_time(hour(%s), 59, second(%s)::DOUBLE)",
        a -> makeTime(a.get(0).dt().hour(), 59, a.get(1).dt().second()),
        TIME,
        TIME);
    rules.add(BOOL, "%s < %s", a -> a.get(0).lt(a.get(1)), CLOCK, CLOCK);
    rules.add(BOOL, "%s >= TIME '06:30:00'", a -> a.getFirst().ge("06:30:00"), CLOCK);
  }
}
