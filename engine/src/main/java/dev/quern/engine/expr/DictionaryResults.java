package dev.quern.engine.expr;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Categories;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Nulls;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Results of operations on dictionaries: what an expression of one dictionary-encoded column is for
 * each distinct value. Kept for as long as the evaluator lives, so that the many batches of a row
 * group, which share a dictionary, pay once.
 *
 * <p>What is computed from the text of a categorical is as well: its dictionary are all its names.
 * Unless it has more of them than the batch rows.
 */
final class DictionaryResults implements AutoCloseable {
  /* Empty where a value of the dictionary is at fault: the row that has it, if any, will tell. */
  private final Map<Expr, Map<Object, Optional<ColumnVector>>> results = new HashMap<>();
  private final Map<TextChoice, ColumnVector> words = new HashMap<>();
  private final Map<CategoricalType, ColumnVector> categories = new HashMap<>();

  /**
   * Whether {@code expr} is an operation on nothing but one dictionary-encoded column and
   * constants, that is null for a null and gives the same for the same value.
   */
  static boolean applies(Expr expr, Batch batch) {
    return !(expr instanceof Expr.Leaf) && !namesOf(expr, batch) && column(expr, batch).isPresent();
  }

  ColumnVector evaluate(Evaluator evaluator, Expr expr, Batch batch, MemorySegment active) {
    String name = column(expr, batch).orElseThrow();
    ColumnVector column = batch.column(name);
    if (!column.isDictionary()) {
      ColumnVector all =
          categories.computeIfAbsent(
              (CategoricalType) column.type(), type -> Categories.all(evaluator.budget(), type));
      try (ColumnVector coded = Categories.encoded(evaluator.budget(), column, all.retain())) {
        return evaluate(evaluator, expr, name, coded, batch, active);
      }
    }
    return evaluate(evaluator, expr, name, column, batch, active);
  }

  private ColumnVector evaluate(
      Evaluator evaluator,
      Expr expr,
      String name,
      ColumnVector coded,
      Batch batch,
      MemorySegment active) {
    ColumnVector dictionary = coded.dictionary();
    if (dictionary.length() == 0) {
      return Nulls.column(evaluator.budget(), expr.type(), batch.rows());
    }
    Optional<ColumnVector> result =
        results
            .computeIfAbsent(expr, e -> new IdentityHashMap<>())
            .computeIfAbsent(
                dictionary.identity(), d -> distinct(evaluator, expr, name, dictionary));
    return result.isPresent()
        ? Selections.decode(evaluator.budget(), coded, result.get())
        : evaluator.evaluateDirectly(expr, batch, active);
  }

  private static Optional<ColumnVector> distinct(
      Evaluator evaluator, Expr expr, String name, ColumnVector dictionary) {
    Schema schema = Schema.of(Field.of(name, dictionary.type()));
    try (Batch values = Batch.of(schema, dictionary.length(), List.of(dictionary.retain()));
        ColumnVector result = evaluator.evaluateDirectly(expr, values, Bitmaps.ALL_VALID)) {
      // The text of a categorical comes as codes.
      return Optional.of(Selections.flat(evaluator.budget(), result));
    } catch (ComputeException atFault) {
      return Optional.empty();
    }
  }

  /** The dictionary of {@code choice}; stays owned by this. */
  ColumnVector words(TextChoice choice, MemoryBudget budget) {
    return words.computeIfAbsent(choice, c -> c.dictionary(budget));
  }

  @Override
  public void close() {
    words.values().forEach(ColumnVector::close);
    words.clear();
    categories.values().forEach(ColumnVector::close);
    categories.clear();
    results
        .values()
        .forEach(
            byDictionary -> byDictionary.values().forEach(r -> r.ifPresent(ColumnVector::close)));
    results.clear();
  }

  /* The column that `expr` is such an operation on. */
  private static Optional<String> column(Expr expr, Batch batch) {
    return switch (expr) {
      case Expr.Column e ->
          batch.column(e.name()).isDictionary() ? Optional.of(e.name()) : Optional.empty();
      case StringMatch e -> column(e.operand(), batch);
      case Substring e -> column(e.operand(), batch);
      case StringLength e -> column(e.operand(), batch);
      case Expr.Compare e -> ofAll(e.children(), batch);
      case Call e ->
          e.function().signature().nullsPass() ? Optional.empty() : ofAll(e.children(), batch);
      case VectorCall e -> e.function().nullsPass() ? Optional.empty() : ofAll(e.children(), batch);
      case Expr.Cast e ->
          namesOf(e, batch) ? Exprs.columns(e).stream().findFirst() : column(e.operand(), batch);
      case TryCast e -> column(e.operand(), batch);
      case Expr.Literal e -> Optional.empty();
      case Expr.Arithmetic e -> Optional.empty();
      case Expr.Unary e -> Optional.empty();
      case Expr.MathCall e -> Optional.empty();
      case Expr.Power e -> Optional.empty();
      case Expr.And e -> Optional.empty();
      case Expr.Or e -> Optional.empty();
      case Expr.Not e -> Optional.empty();
      case Expr.IsNull e -> Optional.empty();
      case Expr.Case e -> Optional.empty();
      case Expr.Coalesce e -> Optional.empty();
      case DateField e -> Optional.empty();
      case DateTruncate e -> Optional.empty();
      case Over e -> Optional.empty();
      case AggregateCall e -> Optional.empty();
      case Subquery e -> Optional.empty();
    };
  }

  /* Whether `expr` is the text of a categorical column of fewer names than rows. */
  private static boolean namesOf(Expr expr, Batch batch) {
    return expr instanceof Expr.Cast cast
        && cast.type() == DType.UTF8
        && cast.operand() instanceof Expr.Column column
        && column.type() instanceof CategoricalType type
        && type.size() < batch.rows()
        && !batch.column(column.name()).isDictionary();
  }

  private static Optional<String> ofAll(List<Expr> operands, Batch batch) {
    Optional<String> common = Optional.empty();
    for (Expr operand : operands) {
      if (Constants.isValue(operand)) {
        continue;
      }
      Optional<String> one = column(operand, batch);
      if (one.isEmpty() || (common.isPresent() && !common.equals(one))) {
        return Optional.empty();
      }
      common = one;
    }
    return common;
  }
}
