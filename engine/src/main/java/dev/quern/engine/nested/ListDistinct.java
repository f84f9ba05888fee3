package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.function.nested.NestedKey;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Each different element of a list once, in the order of first appearance. Nulls are equal here,
 * and so are NaNs.
 *
 * @param by what the elements are told apart by; themselves if it is empty
 */
record ListDistinct(Optional<ElementExpression> by) implements VectorFunction {
  @Override
  public String label() {
    return "list distinct";
  }

  @Override
  public String call(List<String> arguments) {
    return by.map(key -> "%s(%s, %s)".formatted(label(), arguments.getFirst(), key.text()))
        .orElseGet(() -> VectorFunction.super.call(arguments));
  }

  @Override
  public DType type(List<DType> arguments) {
    DType element = ListVectors.element(label(), arguments.getFirst());
    DType key = by.map(each -> each.body().type()).orElse(element);
    Exprs.requireKey("told apart", "an element of the list", key);
    return arguments.getFirst();
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (ColumnVector dense = Spans.dense(budget, arguments.getFirst());
        ColumnVector keys = keys(budget, dense, arguments, active);
        NativeBuffer numbers = budget.allocate(4L * dense.elements().length())) {
      number(budget, dense, keys, numbers.segment());
      return first(budget, dense, numbers.segment());
    }
  }

  private ColumnVector keys(
      MemoryBudget budget, ColumnVector dense, List<ColumnVector> arguments, MemorySegment active) {
    return by.isPresent()
        ? by.get().evaluate(budget, dense, arguments, active)
        : dense.elements().retain();
  }

  @Override
  public boolean nullsPass() {
    return by.isPresent() && by.get().captures();
  }

  @Override
  public boolean callsUserFunction() {
    return by.isPresent() && by.get().callsUserFunction();
  }

  /**
   * Writes the numbers of elements: equal ones of one list have one number, and new ones are
   * numbered as they come. Returns how many different ones there are.
   */
  static int number(
      MemoryBudget budget, ColumnVector dense, ColumnVector by, MemorySegment numbers) {
    int n = dense.elements().length();
    NativeBuffer parents = Spans.parents(budget, dense);
    try (ColumnVector list = ColumnVector.flat(DType.INT32, n, parents, null);
        ColumnVector values = NestedKey.of(budget, by);
        KeyTable keys = new KeyTable(budget, List.of(DType.INT32, values.type()))) {
      keys.number(List.of(list, values), n, numbers);
      return keys.size();
    }
  }

  /** Keeps the elements whose number is new; their places overwrite the numbers. */
  static ColumnVector first(MemoryBudget budget, ColumnVector dense, MemorySegment numbers) {
    int rows = dense.length();
    NativeBuffer spans = ListVectors.copy(budget, dense);
    @Nullable NativeBuffer valid = null;
    try {
      int kept = 0;
      int at = 0;
      for (int row = 0; row < rows; row++) {
        int start = kept;
        for (int end = at + Spans.length(dense.values(), row); at < end; at++) {
          if (Slots.int32(numbers, at) == kept) {
            Slots.setInt32(numbers, kept++, at);
          }
        }
        Spans.set(spans.segment(), row, kept == start ? 0 : start, kept - start);
      }
      valid = Selections.copyValidity(budget, dense);
      ColumnVector elements = Take.gather(budget, dense.elements(), numbers, kept);
      return ColumnVector.list(rows, spans, valid, elements);
    } catch (RuntimeException | Error e) {
      spans.close();
      ListVectors.close(valid);
      throw e;
    }
  }
}
