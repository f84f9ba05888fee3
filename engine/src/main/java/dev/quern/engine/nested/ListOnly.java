package dev.quern.engine.nested;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The only element; null of none, an error where there are more. */
record ListOnly(String tooMany) implements VectorFunction {
  @Override
  public String label() {
    return "only";
  }

  @Override
  public DType type(List<DType> arguments) {
    return ListVectors.element(label(), arguments.getFirst());
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector list = arguments.getFirst();
    MemorySegment spans = list.values();
    try (NativeBuffer numbers = budget.allocate((long) Integer.BYTES * rows)) {
      for (int row = 0; row < rows; row++) {
        int length = list.isNull(row) ? 0 : Spans.length(spans, row);
        if (length > 1 && Bitmaps.get(active, row)) {
          throw new ComputeException(tooMany);
        }
        Slots.setInt32(numbers.segment(), row, length == 1 ? Spans.offset(spans, row) : -1);
      }
      return Take.gatherOrNull(budget, list.elements(), numbers.segment(), rows);
    }
  }
}
