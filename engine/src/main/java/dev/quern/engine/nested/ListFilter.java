package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The elements of lists for which a condition is true, neither false nor null.
 *
 * @param each the condition
 */
record ListFilter(ElementExpression each) implements ElementFunction {
  @Override
  public String label() {
    return "list filter";
  }

  @Override
  public DType type(List<DType> arguments) {
    ListVectors.element(label(), arguments.getFirst());
    each.requireTruth(label());
    return arguments.getFirst();
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (ColumnVector dense = Spans.dense(budget, arguments.getFirst());
        ColumnVector truth = each.evaluate(budget, dense, arguments, active)) {
      int n = truth.length();
      try (NativeBuffer kept = budget.allocate(Bitmaps.byteSize(n))) {
        Kernels.active().logic().and(truth.values(), truth.validityOrAll(), kept.segment(), n);
        return kept(budget, dense, kept.segment());
      }
    }
  }

  private static ColumnVector kept(MemoryBudget budget, ColumnVector dense, MemorySegment kept) {
    int rows = dense.length();
    NativeBuffer spans = budget.allocate((long) Spans.BYTES * rows);
    NativeBuffer valid = null;
    try {
      valid = Selections.copyValidity(budget, dense);
      int count = spans(dense, kept, spans.segment());
      return ColumnVector.list(
          rows, spans, valid, Selections.filter(budget, dense.elements(), kept, count));
    } catch (RuntimeException | Error e) {
      spans.close();
      ListVectors.close(valid);
      throw e;
    }
  }

  /* Writes where the lists stand without what is left out; returns how many elements stay. */
  private static int spans(ColumnVector dense, MemorySegment kept, MemorySegment out) {
    int count = 0;
    int at = 0;
    for (int row = 0; row < dense.length(); row++) {
      int first = count;
      for (int end = at + Spans.length(dense.values(), row); at < end; at++) {
        count += Bitmaps.get(kept, at) ? 1 : 0;
      }
      Spans.set(out, row, count == first ? 0 : first, count - first);
    }
    return count;
  }
}
