package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** How many elements a list has, nulls included. */
record ListLength() implements VectorFunction {
  @Override
  public String label() {
    return "list length";
  }

  @Override
  public DType type(List<DType> arguments) {
    ListVectors.element(label(), arguments.getFirst());
    return DType.INT32;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector list = arguments.getFirst();
    NativeBuffer lengths = budget.allocate(4L * rows);
    MemorySegment spans = list.values();
    for (int row = 0; row < rows; row++) {
      Slots.setInt32(lengths.segment(), row, Spans.length(spans, row));
    }
    try {
      return ColumnVector.flat(DType.INT32, rows, lengths, Selections.copyValidity(budget, list));
    } catch (RuntimeException | Error e) {
      lengths.close();
      throw e;
    }
  }
}
