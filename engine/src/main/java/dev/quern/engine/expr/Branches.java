package dev.quern.engine.expr;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LogicKernel;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/** A value chosen per row from two: CASE and COALESCE. */
final class Branches {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private Branches() {}

  static ColumnVector choose(Evaluator evaluator, Expr.Case e, Batch batch, MemorySegment active) {
    Optional<TextChoice> words = TextChoice.of(e);
    if (words.isPresent()) {
      return evaluator.choose(words.get(), batch, active);
    }
    LogicKernel logic = Kernels.active().logic();
    int n = batch.rows();
    try (ColumnVector condition = evaluator.evaluateFlat(e.condition(), batch, active);
        NativeBuffer taken = evaluator.allocate(DType.BOOL, n);
        NativeBuffer counting = evaluator.allocate(DType.BOOL, n)) {
      logic.and(condition.values(), condition.validityOrAll(), taken.segment(), n);
      logic.and(active, taken.segment(), counting.segment(), n);
      try (ColumnVector then = evaluator.evaluateFlat(e.then(), batch, counting.segment())) {
        logic.andNot(active, taken.segment(), counting.segment(), n);
        try (ColumnVector otherwise =
            evaluator.evaluateFlat(e.otherwise(), batch, counting.segment())) {
          return blend(evaluator, taken.segment(), then, otherwise);
        }
      }
    }
  }

  static ColumnVector coalesce(
      Evaluator evaluator, Expr.Coalesce e, Batch batch, MemorySegment active) {
    ColumnVector first = evaluator.evaluateFlat(e.first(), batch, active);
    MemorySegment valid = first.validity();
    if (valid == null) {
      return first;
    }
    int n = batch.rows();
    try (first;
        NativeBuffer counting = evaluator.allocate(DType.BOOL, n)) {
      Kernels.active().logic().andNot(active, valid, counting.segment(), n);
      try (ColumnVector second = evaluator.evaluateFlat(e.second(), batch, counting.segment())) {
        return blend(evaluator, valid, first, second);
      }
    }
  }

  private static ColumnVector blend(
      Evaluator evaluator, MemorySegment taken, ColumnVector then, ColumnVector otherwise) {
    int n = then.length();
    DType type = then.type();
    if (type.isNested()) {
      return nested(evaluator.budget(), taken, then, otherwise);
    }
    NativeBuffer validity = null;
    if (then.validity() != null || otherwise.validity() != null) {
      validity = evaluator.allocate(DType.BOOL, n);
      blendBits(
          evaluator.budget(),
          taken,
          then.validityOrAll(),
          otherwise.validityOrAll(),
          validity.segment(),
          n);
    }
    NativeBuffer out = evaluator.allocate(type, n);
    if (type == DType.BOOL) {
      blendBits(evaluator.budget(), taken, then.values(), otherwise.values(), out.segment(), n);
      return ColumnVector.flat(type, n, out, validity);
    }
    if (!type.isView()) {
      Kernels.active()
          .select()
          .blend(type.byteWidth(), taken, then.values(), otherwise.values(), out.segment(), n);
      return ColumnVector.flat(type, n, out, validity);
    }
    Heaps heaps = Heaps.concat(then.heaps(), otherwise.heaps());
    try (NativeBuffer moved = evaluator.allocate(type, n)) {
      shiftHeaps(otherwise.values(), then.heaps().size(), moved.segment(), n);
      Kernels.active()
          .select()
          .blend(Views.BYTES, taken, then.values(), moved.segment(), out.segment(), n);
    }
    return ColumnVector.views(type, n, out, validity, heaps);
  }

  /* Lists and structs: the rows of both behind each other, and of each pair the one that is taken. */
  private static ColumnVector nested(
      MemoryBudget budget, MemorySegment taken, ColumnVector then, ColumnVector otherwise) {
    int n = then.length();
    try (ColumnVector both = Batches.concat(budget, then.type(), List.of(then, otherwise));
        NativeBuffer rows = budget.allocate((long) Integer.BYTES * n)) {
      for (int row = 0; row < n; row++) {
        Slots.setInt32(rows.segment(), row, Bitmaps.get(taken, row) ? row : n + row);
      }
      return Take.gather(budget, both, rows.segment(), n);
    }
  }

  /* out = taken and then, or not taken and otherwise */
  private static void blendBits(
      MemoryBudget budget,
      MemorySegment taken,
      MemorySegment then,
      MemorySegment otherwise,
      MemorySegment out,
      int n) {
    LogicKernel logic = Kernels.active().logic();
    try (NativeBuffer rest = budget.allocate(Bitmaps.byteSize(n))) {
      logic.andNot(otherwise, taken, rest.segment(), n);
      logic.and(then, taken, out, n);
      logic.or(out, rest.segment(), out, n);
    }
  }

  /* The views with the index of their heap raised by `by`; inline ones stay as they are. */
  private static void shiftHeaps(MemorySegment views, int by, MemorySegment out, int n) {
    MemorySegment.copy(views, 0, out, 0, (long) Views.BYTES * n);
    if (by == 0) {
      return;
    }
    for (int row = 0; row < n; row++) {
      long at = (long) Views.BYTES * row;
      if (out.get(INT, at) > Views.INLINE) {
        out.set(INT, at + 8, out.get(INT, at + 8) + by);
      }
    }
  }
}
