package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
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

/**
 * The element at a place: 0 is the first, -1 the last. Null where the list has no such place, and
 * where the list or the place is null.
 */
record ListGet() implements VectorFunction {
  @Override
  public String label() {
    return "list get";
  }

  @Override
  public DType type(List<DType> arguments) {
    if (arguments.get(1) != DType.INT64) {
      throw new PlanException(
          "%s needs an integer as the place, but gets %s".formatted(label(), arguments.get(1)));
    }
    return ListVectors.element(label(), arguments.getFirst());
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector list = arguments.get(0);
    ColumnVector places = arguments.get(1);
    MemorySegment spans = list.values();
    try (NativeBuffer numbers = budget.allocate(4L * rows)) {
      for (int row = 0; row < rows; row++) {
        int length = Spans.length(spans, row);
        long place = Slots.int64(places.values(), row);
        long at = place < 0 ? place + length : place;
        boolean there = at >= 0 && at < length && !places.isNull(row);
        int number = there ? (int) (Spans.offset(spans, row) + at) : -1;
        Slots.setInt32(numbers.segment(), row, number);
      }
      return Take.gatherOrNull(budget, list.elements(), numbers.segment(), rows);
    }
  }
}
