package dev.quern.engine.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.function.text.TextFunction;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.DatePart;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Expressions against the same thing said in Java, a row at a time. */
@ExtendWith(LeakCheck.class)
class EvaluatorTest {
  @Test
  void arithmeticOfColumnsAndConstants(MemoryBudget budget) {
    check(budget, plus(col("a"), col("b")), both("a", "b", (a, b) -> (Long) a + (Long) b));
    check(budget, plus(col("a"), Exprs.literal(7)), one("a", a -> (Long) a + 7));
    check(
        budget,
        Exprs.arithmetic(ArithmeticOp.SUBTRACT, Exprs.literal(7), col("a")),
        one("a", a -> 7 - (Long) a));
    check(
        budget,
        Exprs.arithmetic(ArithmeticOp.MULTIPLY, col("i"), col("a")),
        both("i", "a", (i, a) -> (Integer) i * (Long) a));
    check(
        budget,
        Exprs.divide(col("a"), col("b")),
        both("a", "b", (a, b) -> (double) (Long) a / (Long) b));
    check(
        budget,
        Exprs.quotient(col("a"), col("b")),
        both("a", "b", (a, b) -> (Long) b == 0 ? null : (Long) a / (Long) b));
    check(
        budget,
        Exprs.arithmetic(ArithmeticOp.REMAINDER, col("a"), col("b")),
        both("a", "b", (a, b) -> (Long) b == 0 ? null : (Long) a % (Long) b));
    check(
        budget,
        Exprs.arithmetic(ArithmeticOp.ADD, col("i"), col("x")),
        both("i", "x", (i, x) -> (Integer) i + (Double) x));
  }

  @Test
  void decimalsKeepTheirDigits(MemoryBudget budget) {
    check(
        budget,
        Exprs.arithmetic(
            ArithmeticOp.MULTIPLY,
            col("m"),
            Exprs.arithmetic(ArithmeticOp.SUBTRACT, Exprs.literal(1), col("m"))),
        one(
            "m",
            m -> ((BigDecimal) m).multiply(BigDecimal.ONE.subtract((BigDecimal) m)).setScale(4)));
    check(
        budget,
        Exprs.compare(CompareOp.LT, col("m"), Exprs.literal(new BigDecimal("12.345"))),
        one("m", m -> ((BigDecimal) m).compareTo(new BigDecimal("12.345")) < 0));
  }

  @Test
  void comparisonsOfEveryType(MemoryBudget budget) {
    for (CompareOp op : CompareOp.values()) {
      check(
          budget,
          Exprs.compare(op, col("a"), col("b")),
          both("a", "b", (a, b) -> op.test(Long.compare((Long) a, (Long) b))));
      check(
          budget,
          Exprs.compare(op, col("x"), Exprs.literal(0.5)),
          one("x", x -> op.test(order((Double) x, 0.5))));
      check(
          budget,
          Exprs.compare(op, col("s"), Exprs.literal("ORD")),
          one("s", s -> op.test(((String) s).compareTo("ORD"))));
      check(
          budget,
          Exprs.compare(op, col("d"), Exprs.literal("a rather long airport name")),
          one("d", d -> op.test(((String) d).compareTo("a rather long airport name"))));
      check(
          budget,
          Exprs.compare(op, col("s"), col("d")),
          both("s", "d", (s, d) -> op.test(((String) s).compareTo((String) d))));
      check(
          budget,
          Exprs.compare(op, col("p"), col("q")),
          both("p", "q", (p, q) -> op.test(Boolean.compare((Boolean) p, (Boolean) q))));
      check(
          budget,
          Exprs.compare(op, Exprs.literal(true), col("p")),
          one("p", p -> op.test(Boolean.compare(true, (Boolean) p))));
      check(
          budget,
          Exprs.compare(op, col("day"), Exprs.literal("2001-02-03")),
          one("day", day -> op.test(((LocalDate) day).compareTo(LocalDate.of(2001, 2, 3)))));
      check(
          budget,
          Exprs.compare(op, col("at"), col("day")),
          both(
              "at",
              "day",
              (at, day) ->
                  op.test(((LocalDateTime) at).compareTo(((LocalDate) day).atStartOfDay()))));
    }
  }

  /** Folding may leave a null constant where the call had none when it was made. */
  @Test
  void aCallWhoseArgumentFoldsToNullIsNull(MemoryBudget budget) {
    Expr folded = Simplifier.simplify(Choices.nullIf(Exprs.literal("a"), Exprs.literal("a")));
    Expr call = Calls.of(TextFunction.CONCAT, col("s"), Choices.nullIf(col("s"), col("s")));
    Expr replaced = call.withChildren(List.of(col("s"), folded));
    check(budget, replaced, one("s", s -> null));
  }

  @Test
  void logicHasThreeValues(MemoryBudget budget) {
    check(
        budget,
        Exprs.and(col("p"), col("q")),
        row -> {
          Object p = row.get("p");
          Object q = row.get("q");
          if (Boolean.FALSE.equals(p) || Boolean.FALSE.equals(q)) {
            return false;
          }
          return p == null ? null : q == null ? null : (Object) true;
        });
    check(
        budget,
        Exprs.or(col("p"), Exprs.not(col("q"))),
        row -> {
          Object p = row.get("p");
          Object q = row.get("q");
          if (Boolean.TRUE.equals(p) || Boolean.FALSE.equals(q)) {
            return true;
          }
          return p == null ? null : q == null ? null : (Object) false;
        });
    check(budget, Exprs.isNull(col("s")), row -> row.get("s") == null);
    check(
        budget,
        Choices.in(col("d"), List.of("ORD", "")),
        one("d", d -> List.of("ORD", "").contains(d)));
  }

  @Test
  void branchesTakeTheirOwnRowsOnly(MemoryBudget budget) {
    Expr positive = Exprs.compare(CompareOp.GT, col("a"), Exprs.literal(0));
    check(
        budget,
        Exprs.when(positive, col("s"), col("d")),
        row -> row.get("a") != null && (Long) row.get("a") > 0 ? row.get("s") : row.get("d"));
    check(
        budget,
        Exprs.when(positive, col("p"), col("q")),
        row -> row.get("a") != null && (Long) row.get("a") > 0 ? row.get("p") : row.get("q"));
    check(
        budget,
        Exprs.coalesce(col("x"), Exprs.literal(-1.0)),
        row -> row.get("x") == null ? -1.0 : row.get("x"));
    check(
        budget,
        Exprs.when(
            positive,
            Exprs.literal("many"),
            Exprs.when(col("p"), Exprs.literal("few"), Exprs.literal("many"))),
        row ->
            row.get("a") != null && (Long) row.get("a") > 0
                ? "many"
                : Boolean.TRUE.equals(row.get("p")) ? "few" : "many");
    // The cast fails for rows that the condition keeps from it.
    Expr small = Exprs.compare(CompareOp.LT, col("i"), Exprs.literal(100));
    check(
        budget,
        Exprs.when(small, Exprs.cast(col("i"), DType.INT8), Exprs.nullOf(DType.INT8)),
        one("i", i -> (Integer) i < 100 ? (byte) (int) (Integer) i : null));
  }

  @Test
  void textOfBothEncodings(MemoryBudget budget) {
    for (String name : List.of("s", "d")) {
      check(
          budget,
          Exprs.match(StringTest.STARTS_WITH, col(name), "a r"),
          one(name, s -> ((String) s).startsWith("a r")));
      check(
          budget,
          Exprs.match(StringTest.ENDS_WITH, col(name), "O"),
          one(name, s -> ((String) s).endsWith("O")));
      check(
          budget,
          Exprs.match(StringTest.CONTAINS, col(name), "long"),
          one(name, s -> ((String) s).contains("long")));
      check(
          budget,
          Exprs.match(StringTest.LIKE, col(name), "_r%d"),
          one(name, s -> ((String) s).matches(".r.*d")));
      check(budget, Exprs.length(col(name)), one(name, s -> ((String) s).length()));
    }
  }

  @Test
  void datesTellTheirFields(MemoryBudget budget) {
    check(
        budget,
        Times.part(DatePart.HOUR, col("at")),
        one("at", at -> ((LocalDateTime) at).getHour()));
    check(
        budget,
        Times.part(DatePart.DAY_OF_WEEK, col("day")),
        one("day", day -> ((LocalDate) day).getDayOfWeek().getValue()));
    check(
        budget,
        Exprs.cast(col("at"), DType.DATE),
        one("at", at -> ((LocalDateTime) at).toLocalDate()));
  }

  @Test
  void castsThereAndBack(MemoryBudget budget) {
    check(budget, Exprs.cast(col("a"), DType.UTF8), one("a", Object::toString));
    check(
        budget,
        Exprs.cast(Exprs.cast(col("m"), DType.UTF8), DType.decimal(15, 2)),
        one("m", m -> m));
    check(
        budget,
        Exprs.cast(Exprs.cast(col("at"), DType.UTF8), DType.timestamp(TimeUnit.MICRO)),
        one("at", at -> at));
    check(
        budget, Exprs.cast(col("m"), DType.FLOAT64), one("m", m -> ((BigDecimal) m).doubleValue()));
    check(budget, Exprs.cast(col("p"), DType.INT32), one("p", p -> (Boolean) p ? 1 : 0));
    check(budget, Exprs.cast(col("i"), DType.BOOL), one("i", i -> (Integer) i != 0));
  }

  @Test
  void valuesThatDoNotFitAreNamed(MemoryBudget budget) {
    try (Batch batch = SampleRows.batch(budget, 1);
        Evaluator evaluator = new Evaluator(budget)) {
      Expr huge = Exprs.literal(Long.MAX_VALUE);
      assertThatThrownBy(
              () ->
                  evaluator.evaluate(
                      plus(Exprs.unary(dev.quern.engine.kernel.UnaryOp.ABS, col("a")), huge),
                      batch))
          .isInstanceOf(ComputeException.class)
          .hasMessageContaining("9223372036854775807")
          .hasMessageContaining("does not fit int64");
      assertThatThrownBy(() -> evaluator.evaluate(Exprs.cast(col("i"), DType.INT8), batch))
          .isInstanceOf(ComputeException.class)
          .hasMessageContaining("does not fit int8");
      assertThatThrownBy(() -> evaluator.evaluate(Exprs.cast(col("s"), DType.INT64), batch))
          .isInstanceOf(ComputeException.class)
          .hasMessageContaining("'");
    }
  }

  @Test
  void typesThatClashAreRefusedWithTheUsersLine() {
    assertThatThrownBy(() -> plus(col("a"), col("s")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("s, which is utf8")
        .hasMessageContaining("EvaluatorTest.java:");
    assertThatThrownBy(() -> Exprs.compare(CompareOp.EQ, col("a"), col("s")))
        .hasMessageContaining("a is int64, s is utf8");
    assertThatThrownBy(() -> Exprs.and(col("p"), col("a"))).hasMessageContaining("truth value");
    assertThatThrownBy(() -> Times.part(DatePart.HOUR, col("day")))
        .hasMessageContaining("timestamp");
    assertThatThrownBy(() -> Exprs.cast(col("day"), DType.FLOAT64))
        .hasMessageContaining("cannot be cast");
  }

  @Test
  void constantsFold() {
    Expr folded =
        Simplifier.simplify(
            Exprs.and(
                Exprs.compare(
                    CompareOp.GT,
                    col("a"),
                    Exprs.arithmetic(ArithmeticOp.MULTIPLY, Exprs.literal(6L), Exprs.literal(7L))),
                Exprs.compare(CompareOp.LT, Exprs.literal(1), Exprs.literal(2))));
    assertThat(folded)
        .isEqualTo(Exprs.compare(CompareOp.GT, col("a"), Exprs.literal(42L)))
        .hasToString("a > 42");
    Expr overflows =
        Exprs.arithmetic(ArithmeticOp.ADD, Exprs.literal(Long.MAX_VALUE), Exprs.literal(1L));
    assertThat(Simplifier.simplify(overflows)).isEqualTo(overflows);
  }

  // The oracle

  private interface Row {
    @Nullable Object get(String column);
  }

  private interface Oracle {
    @Nullable Object of(Row row);
  }

  private interface Function1 {
    @Nullable Object of(Object value);
  }

  private static Oracle one(String column, Function1 function) {
    return row -> {
      Object value = row.get(column);
      return value == null ? null : function.of(value);
    };
  }

  private static Oracle both(
      String left, String right, BiFunction<Object, Object, @Nullable Object> function) {
    return row -> {
      Object a = row.get(left);
      Object b = row.get(right);
      return a == null || b == null ? null : function.apply(a, b);
    };
  }

  private static int order(double a, double b) {
    return a == b ? 0 : Double.compare(a, b);
  }

  private static Expr col(String name) {
    return Exprs.column(SampleRows.SCHEMA, name);
  }

  private static Expr plus(Expr left, Expr right) {
    return Exprs.arithmetic(ArithmeticOp.ADD, left, right);
  }

  private static void check(MemoryBudget budget, Expr expr, Oracle oracle) {
    for (long seed = 1; seed <= 3; seed++) {
      try (Batch batch = SampleRows.batch(budget, seed);
          Batch part = batch.slice(128, 500);
          Evaluator evaluator = new Evaluator(budget)) {
        for (Batch rows : List.of(batch, part)) {
          try (ColumnVector result = evaluator.evaluate(expr, rows)) {
            assertThat(result.type()).isEqualTo(expr.type());
            for (int row = 0; row < rows.rows(); row++) {
              int at = row;
              Object expected = oracle.of(name -> Values.objectAt(rows.column(name), at));
              Object actual = Values.objectAt(result, row);
              if (!Objects.equals(actual, expected)) {
                throw new AssertionError(
                    "%s in row %d, seed %d: %s, not %s"
                        .formatted(expr, row, seed, actual, expected));
              }
            }
          }
        }
      }
    }
  }
}
