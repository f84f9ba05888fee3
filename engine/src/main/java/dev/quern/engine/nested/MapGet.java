package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The value of the first entry of a map that has a key; null where there is none. */
record MapGet() implements VectorFunction {
  @Override
  public String label() {
    return "map get";
  }

  @Override
  public DType type(List<DType> arguments) {
    StructType entry = ListVectors.entry(label(), arguments.getFirst());
    DType key = entry.fields().get(0).type();
    if (!key.equals(arguments.get(1)) || !Exprs.isKey(key)) {
      throw new PlanException(
          "a map with keys of %s is not asked for %s".formatted(key, arguments.get(1)));
    }
    return entry.fields().get(1).type();
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (Matches matches = Matches.ofKeys(budget, arguments.get(0), arguments.get(1));
        NativeBuffer numbers = budget.allocate(4L * rows)) {
      ColumnVector entries = matches.list().elements();
      MemorySegment spans = matches.list().values();
      for (int row = 0; row < rows; row++) {
        int from = Spans.offset(spans, row);
        int to = from + Spans.length(spans, row);
        int at = Bitmaps.next(matches.bits().segment(), from, to);
        Slots.setInt32(numbers.segment(), row, at < to ? at : -1);
      }
      return Take.gatherOrNull(budget, entries.fields().get(1), numbers.segment(), rows);
    }
  }
}
