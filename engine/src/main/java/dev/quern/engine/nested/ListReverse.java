package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The elements of a list from the last to the first. */
record ListReverse() implements VectorFunction {
  @Override
  public String label() {
    return "list reverse";
  }

  @Override
  public DType type(List<DType> arguments) {
    ListVectors.element(label(), arguments.getFirst());
    return arguments.getFirst();
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (ColumnVector dense = Spans.dense(budget, arguments.getFirst());
        NativeBuffer numbers = budget.allocate(4L * dense.elements().length())) {
      int at = 0;
      for (int row = 0; row < rows; row++) {
        int first = at;
        int end = at + Spans.length(dense.values(), row);
        for (; at < end; at++) {
          Slots.setInt32(numbers.segment(), at, end - 1 - (at - first));
        }
      }
      return ListVectors.withElements(
          budget, dense, Take.gather(budget, dense.elements(), numbers.segment(), at));
    }
  }
}
