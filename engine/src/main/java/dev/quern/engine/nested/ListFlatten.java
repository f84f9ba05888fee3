package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.ListType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The elements of the lists in a list, one list behind the other; lists that are null have none.
 */
record ListFlatten() implements VectorFunction {
  @Override
  public String label() {
    return "list flatten";
  }

  @Override
  public DType type(List<DType> arguments) {
    if (ListVectors.element(label(), arguments.getFirst()) instanceof ListType inner) {
      return inner;
    }
    throw new PlanException(
        "%s needs a list of lists, but gets %s".formatted(label(), arguments.getFirst()));
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (ColumnVector outer = Spans.dense(budget, arguments.getFirst());
        ColumnVector flat = Selections.flat(budget, outer.elements());
        ColumnVector inner = Spans.dense(budget, flat)) {
      NativeBuffer spans = budget.allocate((long) Spans.BYTES * rows);
      NativeBuffer valid = null;
      try {
        int list = 0;
        int at = 0;
        for (int row = 0; row < rows; row++) {
          int first = at;
          for (int end = list + Spans.length(outer.values(), row); list < end; list++) {
            at += Spans.length(inner.values(), list);
          }
          Spans.set(spans.segment(), row, at == first ? 0 : first, at - first);
        }
        valid = Selections.copyValidity(budget, outer);
        return ColumnVector.list(rows, spans, valid, inner.elements().retain());
      } catch (RuntimeException | Error e) {
        spans.close();
        ListVectors.close(valid);
        throw e;
      }
    }
  }
}
