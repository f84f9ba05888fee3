package dev.quern.engine.expr;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;

/**
 * Runs expressions over batches, an operation at a time over all rows of the batch: so batches
 * should be morsels that fit the cache.
 *
 * <p>Each operation computes validity first and then values as if nothing were null. A predicate on
 * a dictionary-encoded column is evaluated once per distinct value and dictionary, and then only
 * looked up by code.
 *
 * <p>An error in a value (overflow, a cast that does not fit) is reported for rows that count: not
 * under nulls, and not in the branch of a CASE that the row does not take.
 *
 * <p>Not thread-safe: one evaluator serves one task and is closed after it.
 */
public final class Evaluator implements AutoCloseable {
  private final MemoryBudget budget;
  private final DictionaryResults dictionaries = new DictionaryResults();
  private final IdentityHashMap<Call, RowFunction> functions = new IdentityHashMap<>();

  /** An evaluator whose results are allocated from {@code budget}. */
  public Evaluator(MemoryBudget budget) {
    this.budget = budget;
  }

  /** The value of {@code expr} for each row of {@code batch}, owned by the caller. */
  public ColumnVector evaluate(Expr expr, Batch batch) {
    return evaluate(expr, batch, Bitmaps.ALL_VALID);
  }

  /** The rows of {@code batch} in which {@code condition} is true (neither false nor null). */
  public Mask where(Expr condition, Batch batch) {
    try (ColumnVector truth = evaluateFlat(condition, batch, Bitmaps.ALL_VALID)) {
      int n = batch.rows();
      NativeBuffer bits = budget.allocate(Bitmaps.byteSize(n));
      Kernels.active().logic().and(truth.values(), truth.validityOrAll(), bits.segment(), n);
      return new Mask(bits, Kernels.active().logic().popCount(bits.segment(), n));
    }
  }

  @Override
  public void close() {
    dictionaries.close();
  }

  /**
   * {@link #evaluate(Expr, Batch)} of which errors count in some rows only.
   *
   * @param active a bit for each of these rows
   */
  public ColumnVector evaluate(Expr expr, Batch batch, MemorySegment active) {
    if (DictionaryResults.applies(expr, batch)) {
      return dictionaries.evaluate(this, expr, batch, active);
    }
    return evaluateDirectly(expr, batch, active);
  }

  ColumnVector evaluateDirectly(Expr expr, Batch batch, MemorySegment active) {
    return switch (expr) {
      case Expr.Column column -> batch.column(column.name()).retain();
      case Expr.Literal literal -> Constants.vector(budget, literal, batch.rows());
      case Expr.Arithmetic e -> NumberOperations.arithmetic(this, e, batch, active);
      case Expr.Unary e -> NumberOperations.unary(this, e, batch, active);
      case Expr.MathCall e -> NumberOperations.math(this, e, batch, active);
      case Expr.Power e -> NumberOperations.power(this, e, batch, active);
      case Expr.Compare e -> Comparisons.compare(this, e, batch, active);
      case Expr.And e -> LogicOperations.and(this, e, batch, active);
      case Expr.Or e -> LogicOperations.or(this, e, batch, active);
      case Expr.Not e -> LogicOperations.not(this, e, batch, active);
      case Expr.IsNull e -> LogicOperations.isNull(this, e, batch, active);
      case Expr.Case e -> Branches.choose(this, e, batch, active);
      case Expr.Coalesce e -> Branches.coalesce(this, e, batch, active);
      case Expr.Cast e -> CastOperations.cast(this, e, batch, active);
      case StringMatch e -> StringOperations.match(this, e, batch, active);
      case StringLength e -> StringOperations.length(this, e, batch, active);
      case Substring e -> StringOperations.substring(this, e, batch, active);
      case DateField e -> DateOperations.field(this, e, batch, active);
      case DateTruncate e -> DateOperations.truncate(this, e, batch, active);
      case TryCast e -> CastOperations.tryCast(this, e, batch, active);
      case Call e ->
          CallOperations.call(
              this,
              e,
              functions.computeIfAbsent(e, c -> c.function().bind(c.known())),
              batch,
              active);
      case VectorCall e -> e.evaluate(this, batch, active);
      case Over e -> throw new IllegalStateException(e + " needs a plan node of its own");
      case AggregateCall e -> throw new IllegalStateException(e + " needs a plan node of its own");
      case Subquery e -> throw new IllegalStateException(e + " needs a plan node of its own");
    };
  }

  /** {@link #evaluate} without dictionary encoding. */
  ColumnVector evaluateFlat(Expr expr, Batch batch, MemorySegment active) {
    ColumnVector vector = evaluate(expr, batch, active);
    if (!vector.isDictionary()) {
      return vector;
    }
    try (vector) {
      return Selections.flat(budget, vector);
    }
  }

  /** The rows' words as codes into one dictionary, that all batches share. */
  ColumnVector choose(TextChoice choice, Batch batch, MemorySegment active) {
    ColumnVector words = dictionaries.words(choice, budget);
    return ColumnVector.dictionary(
        batch.rows(), choice.codes(this, batch, active), null, words.retain());
  }

  MemoryBudget budget() {
    return budget;
  }

  /** Room for {@code n} values of {@code type}. */
  NativeBuffer allocate(DType type, int n) {
    return type == DType.BOOL
        ? budget.allocate(Bitmaps.byteSize(n))
        : budget.allocate((long) type.byteWidth() * n);
  }

  /**
   * Rows chosen by a condition.
   *
   * @param bits a bit per row
   * @param count how many are set
   */
  public record Mask(NativeBuffer bits, int count) implements AutoCloseable {
    @Override
    public void close() {
      bits.close();
    }
  }
}
