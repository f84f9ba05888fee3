package dev.quern.engine.expr;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results of operations on dictionaries: what an expression of one dictionary-encoded column is for
 * each distinct value. Kept for as long as the evaluator lives, so that the many batches of a row
 * group, which share a dictionary, pay once.
 */
final class DictionaryResults implements AutoCloseable {
  private final Map<Expr, Map<Object, ColumnVector>> results = new HashMap<>();
  private final Map<TextChoice, ColumnVector> words = new HashMap<>();

  /**
   * Whether {@code expr} is an operation on nothing but one dictionary-encoded column, that is null
   * for a null, cannot fail, and gives the same for the same value.
   */
  static boolean applies(Expr expr, Batch batch) {
    return switch (expr) {
      case Expr.StringMatch e -> isCoded(e.operand(), batch);
      case Expr.Substring e -> isCoded(e.operand(), batch);
      case Expr.StringLength e -> isCoded(e.operand(), batch);
      case Expr.Compare e ->
          (isCoded(e.left(), batch) && Constants.isValue(e.right()))
              || (isCoded(e.right(), batch) && Constants.isValue(e.left()));
      case Expr.Column e -> false;
      case Expr.Literal e -> false;
      case Expr.Arithmetic e -> false;
      case Expr.Unary e -> false;
      case Expr.MathCall e -> false;
      case Expr.Power e -> false;
      case Expr.And e -> false;
      case Expr.Or e -> false;
      case Expr.Not e -> false;
      case Expr.IsNull e -> false;
      case Expr.Cast e -> false;
      case Expr.Case e -> false;
      case Expr.Coalesce e -> false;
      case Expr.DateField e -> false;
      case Expr.DateTruncate e -> false;
      case Over e -> false;
    };
  }

  ColumnVector evaluate(Evaluator evaluator, Expr expr, Batch batch) {
    String name = Exprs.columns(expr).iterator().next();
    ColumnVector coded = batch.column(name);
    ColumnVector dictionary = coded.dictionary();
    Map<Object, ColumnVector> byDictionary =
        results.computeIfAbsent(expr, e -> new IdentityHashMap<>());
    ColumnVector result = byDictionary.get(dictionary.identity());
    if (result == null) {
      Schema schema = Schema.of(Field.of(name, dictionary.type()));
      try (Batch values = Batch.of(schema, dictionary.length(), List.of(dictionary.retain()))) {
        result = evaluator.evaluateDirectly(expr, values, Bitmaps.ALL_VALID);
      }
      byDictionary.put(dictionary.identity(), result);
    }
    return Selections.decode(evaluator.budget(), coded, result);
  }

  /** The dictionary of {@code choice}; stays owned by this. */
  ColumnVector words(TextChoice choice, MemoryBudget budget) {
    return words.computeIfAbsent(choice, c -> c.dictionary(budget));
  }

  @Override
  public void close() {
    words.values().forEach(ColumnVector::close);
    words.clear();
    results.values().forEach(byDictionary -> byDictionary.values().forEach(ColumnVector::close));
    results.clear();
  }

  private static boolean isCoded(Expr operand, Batch batch) {
    return operand instanceof Expr.Column column && batch.column(column.name()).isDictionary();
  }
}
