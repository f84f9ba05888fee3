package dev.quern.engine.function;

import static dev.quern.engine.function.number.NumberFunction.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.expr.Choices;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.Numbers;
import dev.quern.engine.function.number.Membership;
import dev.quern.engine.function.number.NumberFunction;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Functions of numbers at their edges. */
@ExtendWith(LeakCheck.class)
class NumberFunctionTest {
  private MemoryBudget budget;

  @BeforeEach
  void keep(MemoryBudget testBudget) {
    budget = testBudget;
  }

  private void gives(@Nullable Object expected, ScalarFunction function, Object... arguments) {
    assertThat(FunctionCalls.call(budget, function, arguments))
        .as("%s of %s", function.label(), List.of(arguments))
        .isEqualTo(expected);
  }

  private void fails(NumberFunction function, Object... arguments) {
    assertThatThrownBy(() -> FunctionCalls.call(budget, function, arguments))
        .as("%s of %s", function, List.of(arguments))
        .isInstanceOf(ComputeException.class)
        .hasMessageContaining("in " + function.label());
  }

  @Test
  void roundsToPlaces() {
    gives(1.3, ROUND_TO, 1.25, 1L);
    gives(-1.3, ROUND_TO, -1.25, 1L);
    gives(1.2, ROUND_EVEN, 1.25, 1L);
    gives(1200.0, ROUND_TO, 1234.0, -2L);
    gives(-0.0, ROUND_TO, -0.2, 0L);
    gives(1e300, ROUND_TO, 1e300, 300L);
    gives(Double.NaN, ROUND_TO, Double.NaN, 2L);
    gives(1.29, TRUNCATE_TO, 1.299, 2L);
    gives(1300L, ROUND_INTEGER, 1250L, -2L);
    gives(-1300L, ROUND_INTEGER, -1250L, -2L);
    gives(0L, ROUND_INTEGER, 1250L, -19L);
    fails(ROUND_INTEGER, Long.MAX_VALUE, -1L);
  }

  @Test
  void integersAreChecked() {
    gives(6L, GCD, -12L, 18L);
    gives(0L, GCD, 0L, 0L);
    gives(36L, LCM, -12L, 18L);
    gives(120L, FACTORIAL, 5L);
    gives(2L, FLOOR_MOD, -7L, 3L);
    gives(-3L, FLOOR_DIVIDE, -7L, 3L);
    gives(null, FLOOR_MOD, 7L, 0L);
    gives(null, FLOOR_DIVIDE, 7L, 0L);
    gives(2.5, FLOOR_MOD_REAL, -0.5, 3.0);
    gives(0L, SHIFT_LEFT, 1L, 64L);
    gives(-1L, SHIFT_RIGHT, -8L, 99L);
    gives(1L, SHIFT_RIGHT_UNSIGNED, -1L, 63L);
    gives(64, BIT_COUNT, -1L);
    fails(FACTORIAL, 21L);
    fails(LCM, Long.MAX_VALUE, Long.MAX_VALUE - 1);
    fails(GCD, Long.MIN_VALUE, 0L);
    fails(FLOOR_DIVIDE, Long.MIN_VALUE, -1L);
    fails(SHIFT_LEFT, 1L, -1L);
  }

  /** Values of the reference implementation, seeded with 42. */
  @Test
  void hashesNeverChange() {
    gives(-7001672635703045582L, XXHASH64, 1L);
    gives(6906419324712428799L, XXHASH64, "a", 7L);
    gives(4753530439057395644L, XXHASH64, "the quick brown fox jumps over the lazy dog, twice");
  }

  @Test
  void membershipOfManyConstants() {
    List<Object> even = LongStream.range(-500, 500).mapToObj(i -> (Object) (2 * i)).toList();
    gives(true, new Membership(even), 0L);
    gives(true, new Membership(even), -1000L);
    gives(false, new Membership(even), 7L);
    gives(false, new Membership(even), 1000L);
    gives(true, new Membership(List.of("", "a rather long text, longer than a view")), "");
    gives(
        true,
        new Membership(List.of("x", "a rather long text, longer than a view")),
        "a rather long text, longer than a view");
    gives(false, new Membership(List.of("x", "y")), "");
    gives(true, new Membership(List.of(Double.NaN, 0.0)), -0.0);
    gives(true, new Membership(List.of(Double.NaN, 0.0)), Double.NaN);
  }

  @Test
  void manyConstantsBecomeATableWhereTheyFit() {
    Expr column = new Expr.Column("i", DType.INT32);
    assertThat(Choices.in(column, List.of(1, 2, 3, 4, 5, 6, 7)).toString())
        .isEqualTo("i in [1, 2, 3, 4, 5, 6, 7]");
    assertThat(Choices.in(column, List.of(1, 2, 3, 4, 5, 6, 7.5)).toString()).contains("i = 7.5");
    assertThat(Choices.in(column, List.of(1, 2)).toString()).isEqualTo("(i = 1 or i = 2)");
  }

  @Test
  void kindsOfNumbersAreRoundedInTheirWays() {
    assertThat(Numbers.round(ROUND_TO, new Expr.Column("d", DType.decimal(10, 3)), 1).type())
        .isEqualTo(DType.decimal(9, 1));
    Expr whole = new Expr.Column("i", DType.INT32);
    assertThat(Numbers.round(ROUND_TO, whole, 2)).isSameAs(whole);
    assertThat(Numbers.round(ROUND_TO, whole, -2).type()).isEqualTo(DType.INT64);
  }

  @Test
  void commonTypesOfExtremes() {
    Expr small = new Expr.Column("i", DType.INT32);
    assertThat(Choices.greatest(List.of(small, Exprs.literal(1))).type()).isEqualTo(DType.INT32);
    assertThat(Choices.greatest(List.of(small, Exprs.literal(1.5))).type())
        .isEqualTo(DType.FLOAT64);
    gives(2.5, GREATEST, 1.0, 2.5, -0.0);
    gives(-3L, LEAST, 1L, -3L);
    gives("b", GREATEST, "a", "b");
  }
}
