package dev.quern.engine.expr;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LogicKernel;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;

/** Three-valued logic. */
final class LogicOperations {
  private LogicOperations() {}

  static ColumnVector and(Evaluator evaluator, Expr.And e, Batch batch, MemorySegment active) {
    try (ColumnVector left = evaluator.evaluateFlat(e.left(), batch, active);
        ColumnVector right = evaluator.evaluateFlat(e.right(), batch, active)) {
      return kleene(evaluator, left, right, true);
    }
  }

  static ColumnVector or(Evaluator evaluator, Expr.Or e, Batch batch, MemorySegment active) {
    try (ColumnVector left = evaluator.evaluateFlat(e.left(), batch, active);
        ColumnVector right = evaluator.evaluateFlat(e.right(), batch, active)) {
      return kleene(evaluator, left, right, false);
    }
  }

  static ColumnVector not(Evaluator evaluator, Expr.Not e, Batch batch, MemorySegment active) {
    try (ColumnVector operand = evaluator.evaluateFlat(e.operand(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), operand)) {
      int n = operand.length();
      NativeBuffer out = evaluator.allocate(DType.BOOL, n);
      Kernels.active().logic().not(operand.values(), out.segment(), n);
      return ColumnVector.flat(DType.BOOL, n, out, validity.take());
    }
  }

  static ColumnVector isNull(
      Evaluator evaluator, Expr.IsNull e, Batch batch, MemorySegment active) {
    try (ColumnVector operand = evaluator.evaluate(e.operand(), batch, active)) {
      int n = operand.length();
      NativeBuffer out = evaluator.allocate(DType.BOOL, n);
      MemorySegment valid = operand.validity();
      if (valid == null) {
        Kernels.active().logic().fill(false, out.segment(), n);
      } else {
        Kernels.active().logic().not(valid, out.segment(), n);
      }
      return ColumnVector.flat(DType.BOOL, n, out, null);
    }
  }

  private static ColumnVector kleene(
      Evaluator evaluator, ColumnVector left, ColumnVector right, boolean and) {
    LogicKernel logic = Kernels.active().logic();
    int n = left.length();
    NativeBuffer out = evaluator.allocate(DType.BOOL, n);
    if (left.validity() == null && right.validity() == null) {
      if (and) {
        logic.and(left.values(), right.values(), out.segment(), n);
      } else {
        logic.or(left.values(), right.values(), out.segment(), n);
      }
      return ColumnVector.flat(DType.BOOL, n, out, null);
    }
    NativeBuffer validity = evaluator.budget().allocate(Bitmaps.byteSize(n));
    MemorySegment a = left.values();
    MemorySegment b = right.values();
    MemorySegment aValid = left.validityOrAll();
    MemorySegment bValid = right.validityOrAll();
    if (and) {
      logic.kleeneAnd(a, aValid, b, bValid, out.segment(), validity.segment(), n);
    } else {
      logic.kleeneOr(a, aValid, b, bValid, out.segment(), validity.segment(), n);
    }
    return ColumnVector.flat(DType.BOOL, n, out, validity);
  }
}
