package dev.quern.engine.expr;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.DateKernel;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;
import java.lang.foreign.MemorySegment;

/** Fields and truncation of dates and timestamps. */
final class DateOperations {
  private DateOperations() {}

  static ColumnVector field(Evaluator evaluator, DateField e, Batch batch, MemorySegment active) {
    try (ColumnVector operand = evaluator.evaluateFlat(e.operand(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), operand);
        Validity counting = validity.counting(active)) {
      int n = operand.length();
      DateKernel kernel = Kernels.active().date();
      NativeBuffer out = evaluator.allocate(DType.INT32, n);
      int bad = Kernels.NONE;
      if (operand.type() instanceof TimestampType type) {
        bad =
            kernel.extract(
                e.part(),
                operand.values(),
                counting.segment(),
                type.unit().perSecond(),
                out.segment(),
                n);
      } else {
        kernel.extract(e.part(), operand.values(), out.segment(), n);
      }
      checkRange(e, operand, bad, out);
      return ColumnVector.flat(DType.INT32, n, out, validity.take());
    }
  }

  static ColumnVector truncate(
      Evaluator evaluator, DateTruncate e, Batch batch, MemorySegment active) {
    try (ColumnVector operand = evaluator.evaluateFlat(e.operand(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), operand);
        Validity counting = validity.counting(active)) {
      int n = operand.length();
      DateKernel kernel = Kernels.active().date();
      NativeBuffer out = evaluator.allocate(e.type(), n);
      MemorySegment count = counting.segment();
      int bad =
          operand.type() instanceof TimestampType type
              ? kernel.truncate(
                  e.unit(), operand.values(), count, type.unit().perSecond(), out.segment(), n)
              : kernel.truncate(e.unit(), operand.values(), count, out.segment(), n);
      checkRange(e, operand, bad, out);
      return ColumnVector.flat(e.type(), n, out, validity.take());
    }
  }

  private static void checkRange(Expr e, ColumnVector operand, int bad, NativeBuffer out) {
    if (bad != Kernels.NONE) {
      out.close();
      throw new ComputeException(
          "%s: the count %d is a day beyond the calendar"
              .formatted(e, Values.longAt(operand, bad)));
    }
  }
}
