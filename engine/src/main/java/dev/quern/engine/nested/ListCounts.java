package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * How often each different element of a list is there: a map from element to number, in the order
 * of first appearance. Nulls are equal here, and so are NaNs.
 */
record ListCounts() implements VectorFunction {
  @Override
  public String label() {
    return "list value counts";
  }

  @Override
  public DType type(List<DType> arguments) {
    DType element = ListVectors.element(label(), arguments.getFirst());
    Exprs.requireKey("counted", "an element of the list", element);
    return DType.list(entry(element));
  }

  private static StructType entry(DType element) {
    return DType.struct(Field.of("key", element), Field.of("value", DType.INT64));
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (ColumnVector dense = Spans.dense(budget, arguments.getFirst());
        NativeBuffer numbers = budget.allocate(4L * dense.elements().length())) {
      int different = ListDistinct.number(budget, dense, dense.elements(), numbers.segment());
      NativeBuffer counts = budget.allocateZeroed((long) Long.BYTES * different);
      for (int i = 0; i < dense.elements().length(); i++) {
        int number = Slots.int32(numbers.segment(), i);
        Slots.setInt64(counts.segment(), number, Slots.int64(counts.segment(), number) + 1);
      }
      ColumnVector values = ColumnVector.flat(DType.INT64, different, counts, null);
      ColumnVector keys;
      try {
        keys = ListDistinct.first(budget, dense, numbers.segment());
      } catch (RuntimeException | Error e) {
        values.close();
        throw e;
      }
      try (keys) {
        ColumnVector entries =
            ColumnVector.struct(
                entry(dense.elements().type()),
                different,
                null,
                List.of(keys.elements().retain(), values));
        return ListVectors.withElements(budget, keys, entries);
      }
    }
  }
}
