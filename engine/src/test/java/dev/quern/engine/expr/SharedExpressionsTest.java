package dev.quern.engine.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What expressions have in common, beside the same expressions one by one. */
@ExtendWith(LeakCheck.class)
class SharedExpressionsTest {
  private static final Expr A = column("a");
  private static final Expr B = column("b");
  private static final Expr SUM = plus(A, B);
  private static final Expr PRODUCT = times(SUM, SUM);

  @Test
  void whatStandsTwiceIsComputedOnce() {
    SharedExpressions shared = SharedExpressions.of(List.of(PRODUCT, plus(SUM, A)));

    assertThat(shared.expressions())
        .extracting(Expr::toString)
        .containsExactly("\0shared 0 * \0shared 0", "(\0shared 0 + a)");
  }

  @Test
  void whatIsWithinSomethingSharedIsSharedAlone() {
    SharedExpressions shared = SharedExpressions.of(List.of(PRODUCT, plus(PRODUCT, A)));

    assertThat(shared.expressions())
        .extracting(Expr::toString)
        .containsExactly("\0shared 1", "(\0shared 1 + a)");
  }

  @Test
  void columnsAndConstantsAreNot() {
    List<Expr> plain = List.of(plus(A, Exprs.literal(1)), times(A, Exprs.literal(1)), A, A);

    assertThat(SharedExpressions.of(plain).expressions()).isEqualTo(plain);
  }

  @Test
  void valuesAreTheSame(MemoryBudget budget) {
    Expr trimmed = Exprs.substring(column("d"), 1, 3);
    check(budget, PRODUCT, plus(PRODUCT, A), plus(SUM, PRODUCT));
    check(
        budget,
        Exprs.and(Exprs.compare(CompareOp.GT, SUM, A), column("p")),
        Exprs.or(Exprs.compare(CompareOp.GT, SUM, A), column("q")));
    check(budget, trimmed, Exprs.length(trimmed), Exprs.length(trimmed));
    check(budget, Exprs.coalesce(SUM, A), Exprs.when(column("p"), SUM, B), SUM);
  }

  @Test
  void aBranchIsNotComputedForRowsThatDoNotTakeIt(MemoryBudget budget) {
    Expr narrow = Exprs.cast(times(A, Exprs.literal(100L)), DType.INT8);
    Expr fits = Exprs.compare(CompareOp.EQ, A, Exprs.literal(1));
    Expr guarded = Exprs.when(fits, narrow, Exprs.nullOf(DType.INT8));

    check(budget, guarded, Exprs.when(fits, narrow, Exprs.cast(Exprs.literal(7), DType.INT8)));

    SharedExpressions unguarded = SharedExpressions.of(List.of(guarded, narrow));
    try (Batch batch = SampleRows.batch(budget, 1);
        Evaluator evaluator = new Evaluator(budget)) {
      assertThatThrownBy(() -> unguarded.widen(evaluator, batch).close())
          .isInstanceOf(ComputeException.class)
          .hasMessageContaining("int8");
    }
  }

  private static void check(MemoryBudget budget, Expr... all) {
    SharedExpressions shared = SharedExpressions.of(List.of(all));
    for (long seed = 1; seed <= 3; seed++) {
      try (Batch batch = SampleRows.batch(budget, seed);
          Evaluator evaluator = new Evaluator(budget);
          Batch wide = shared.widen(evaluator, batch)) {
        for (int i = 0; i < all.length; i++) {
          try (ColumnVector expected = evaluator.evaluate(all[i], batch);
              ColumnVector actual = evaluator.evaluate(shared.expressions().get(i), wide)) {
            assertThat(values(actual)).as("%s, seed %d", all[i], seed).isEqualTo(values(expected));
          }
        }
      }
    }
  }

  private static List<Object> values(ColumnVector vector) {
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < vector.length(); row++) {
      values.add(String.valueOf(Values.objectAt(vector, row)));
    }
    return values;
  }

  private static Expr column(String name) {
    return Exprs.column(SampleRows.SCHEMA, name);
  }

  private static Expr plus(Expr left, Expr right) {
    return Exprs.arithmetic(ArithmeticOp.ADD, left, right);
  }

  private static Expr times(Expr left, Expr right) {
    return Exprs.arithmetic(ArithmeticOp.MULTIPLY, left, right);
  }
}
