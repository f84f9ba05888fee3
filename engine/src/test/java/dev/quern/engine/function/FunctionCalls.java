package dev.quern.engine.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.expr.Calls;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls of functions in every form that the evaluator has: columns and constants, among rows that
 * are null, and of dictionary-encoded text. They must agree.
 */
final class FunctionCalls {
  private static final int ROWS = 130;

  private FunctionCalls() {}

  /** The value of {@code function} for such arguments: literals, or Java objects that make some. */
  static @Nullable Object call(MemoryBudget budget, ScalarFunction function, Object... arguments) {
    List<Expr> literals =
        Stream.of(arguments).map(a -> a instanceof Expr e ? e : Exprs.literal(a)).toList();
    Object ofColumns = ofColumns(budget, function, literals, false);
    if (literals.getFirst().type() == DType.UTF8) {
      Object ofDictionary = ofColumns(budget, function, literals, true);
      assertThat(ofDictionary).as("%s by dictionary", function.label()).isEqualTo(ofColumns);
    }
    return ofColumns;
  }

  private static @Nullable Object ofColumns(
      MemoryBudget budget, ScalarFunction function, List<Expr> literals, boolean coded) {
    List<Expr> arguments = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < literals.size(); i++) {
      boolean constant = function.signature().wantsConstant(i) || (coded && i > 0);
      Field field = Field.of("c" + i, literals.get(i).type());
      arguments.add(constant ? literals.get(i) : new Expr.Column(field.name(), field.type()));
      if (!constant) {
        fields.add(field);
      }
    }
    Expr call = Calls.of(function, arguments);
    List<ColumnVector> vectors = new ArrayList<>();
    for (int i = 0; i < literals.size(); i++) {
      if (arguments.get(i) instanceof Expr.Column) {
        ColumnVector flat = column(budget, (Expr.Literal) literals.get(i), coded);
        vectors.add(coded ? coded(budget, flat) : flat);
      }
    }
    try (Batch batch = Batch.of(Schema.of(fields), ROWS, vectors);
        Evaluator evaluator = new Evaluator(budget);
        ColumnVector results = evaluator.evaluate(call, batch)) {
      @Nullable Object first = Values.objectAt(results, 0);
      for (int row = 0; row < ROWS; row++) {
        if (row % 3 != 1) {
          assertThat(Values.objectAt(results, row)).as("%s, row %d", call, row).isEqualTo(first);
        } else if (!function.signature().nullsPass()) {
          assertThat(results.isNull(row)).as("%s of null, row %d", call, row).isTrue();
        }
      }
      return first;
    }
  }

  /* The value in two rows of three, and null in the others; or the value alone, as a dictionary. */
  private static ColumnVector column(MemoryBudget budget, Expr.Literal literal, boolean alone) {
    Object value = java.util.Objects.requireNonNull(literal.value());
    try (ColumnBuilder builder = new ColumnBuilder(budget, literal.type(), ROWS)) {
      for (int row = 0; row < (alone ? 1 : ROWS); row++) {
        if (row % 3 == 1) {
          builder.appendNull();
          continue;
        }
        switch (value) {
          case String text -> builder.append(text);
          case Long number -> builder.append(number.longValue());
          case Double number -> builder.append(number.doubleValue());
          case Boolean truth -> builder.append(truth.booleanValue());
          default -> throw new IllegalArgumentException("no column of " + value);
        }
      }
      return builder.build();
    }
  }

  private static ColumnVector coded(MemoryBudget budget, ColumnVector dictionary) {
    var codes = budget.allocateZeroed(4L * ROWS);
    var validity = budget.allocateZeroed((ROWS + 63) / 64 * 8L);
    for (int row = 0; row < ROWS; row++) {
      dev.quern.engine.kernel.Bitmaps.set(validity.segment(), row, row % 3 != 1);
    }
    return ColumnVector.dictionary(ROWS, codes, validity, dictionary);
  }
}
