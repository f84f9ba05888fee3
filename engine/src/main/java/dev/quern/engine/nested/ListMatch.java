package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Whether a condition is true of some element, or of all of them, in three-valued logic: the OR or
 * the AND of what it is for each. So of an empty list it is false or true.
 *
 * @param all whether it must be true of all
 * @param each the condition
 */
record ListMatch(boolean all, ElementExpression each) implements ElementFunction {
  @Override
  public String label() {
    return all ? "list all" : "list any";
  }

  @Override
  public DType type(List<DType> arguments) {
    ListVectors.element(label(), arguments.getFirst());
    each.requireTruth(label());
    return DType.BOOL;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (ColumnVector dense = Spans.dense(budget, arguments.getFirst());
        ColumnVector truth = each.evaluate(budget, dense, arguments, active);
        NativeBuffer decisive = budget.allocate(Bitmaps.byteSize(truth.length()))) {
      decisive(truth, decisive.segment());
      NativeBuffer values = budget.allocateZeroed(Bitmaps.byteSize(rows));
      NativeBuffer valid = null;
      try {
        valid = budget.allocateZeroed(Bitmaps.byteSize(rows));
        decide(dense, truth, decisive.segment(), values.segment(), valid.segment());
        return ColumnVector.flat(DType.BOOL, rows, values, valid);
      } catch (RuntimeException | Error e) {
        values.close();
        ListVectors.close(valid);
        throw e;
      }
    }
  }

  /* A bit for each element that decides alone: one that is true of some, false of all. */
  private void decisive(ColumnVector truth, MemorySegment out) {
    int n = truth.length();
    if (all) {
      Kernels.active().logic().not(truth.values(), out, n);
    }
    Kernels.active().logic().and(all ? out : truth.values(), truth.validityOrAll(), out, n);
  }

  private void decide(
      ColumnVector dense,
      ColumnVector truth,
      MemorySegment decisive,
      MemorySegment values,
      MemorySegment valid) {
    int at = 0;
    for (int row = 0; row < dense.length(); row++) {
      int end = at + Spans.length(dense.values(), row);
      boolean decided = Bitmaps.next(decisive, at, end) < end;
      Bitmaps.set(values, row, decided != all);
      Bitmaps.set(valid, row, !dense.isNull(row) && (decided || isKnown(truth, at, end)));
      at = end;
    }
  }

  private static boolean isKnown(ColumnVector truth, int from, int to) {
    MemorySegment known = truth.validityOrAll();
    boolean all = true;
    for (int i = from; i < to && all; i++) {
      all = Bitmaps.get(known, i);
    }
    return all;
  }
}
