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
import org.jspecify.annotations.Nullable;

/**
 * Each different element of a list once, in the order of first appearance. Nulls are equal here,
 * and so are NaNs.
 */
record ListDistinct() implements VectorFunction {
  @Override
  public String label() {
    return "list distinct";
  }

  @Override
  public DType type(List<DType> arguments) {
    DType element = ListVectors.element(label(), arguments.getFirst());
    Exprs.requireKey("told apart", "an element of the list", element);
    return arguments.getFirst();
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (ColumnVector dense = Spans.dense(budget, arguments.getFirst());
        NativeBuffer numbers = budget.allocate(4L * dense.elements().length())) {
      number(budget, dense, numbers.segment());
      return first(budget, dense, numbers.segment());
    }
  }

  /* Equal elements of one list have one number, and new ones are numbered as they come. */
  private static void number(MemoryBudget budget, ColumnVector dense, MemorySegment numbers) {
    int n = dense.elements().length();
    NativeBuffer parents = ListVectors.parents(budget, dense);
    try (ColumnVector list = ColumnVector.flat(DType.INT32, n, parents, null);
        ColumnVector values = NestedKey.of(budget, dense.elements());
        KeyTable keys = new KeyTable(budget, List.of(DType.INT32, values.type()))) {
      keys.number(List.of(list, values), n, numbers);
    }
  }

  /* Keeps the elements whose number is new; their places overwrite the numbers. */
  private static ColumnVector first(
      MemoryBudget budget, ColumnVector dense, MemorySegment numbers) {
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
