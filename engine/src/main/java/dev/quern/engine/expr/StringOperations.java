package dev.quern.engine.expr;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LikePattern;
import dev.quern.engine.kernel.StringKernel;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Predicates and functions of text. */
final class StringOperations {
  private StringOperations() {}

  static ColumnVector match(Evaluator evaluator, StringMatch e, Batch batch, MemorySegment active) {
    try (ColumnVector operand = evaluator.evaluateFlat(e.operand(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), operand)) {
      int n = operand.length();
      Views views = Comparisons.views(operand);
      StringKernel kernel = Kernels.active().string();
      byte[] pattern = e.pattern().getBytes(StandardCharsets.UTF_8);
      NativeBuffer out = evaluator.allocate(DType.BOOL, n);
      MemorySegment bits = out.segment();
      switch (e.test()) {
        case STARTS_WITH -> kernel.startsWith(views, pattern, bits, n);
        case ENDS_WITH -> kernel.endsWith(views, pattern, bits, n);
        case CONTAINS -> kernel.contains(views, pattern, bits, n);
        case LIKE -> kernel.like(views, LikePattern.compile(e.pattern()), bits, n);
      }
      return ColumnVector.flat(DType.BOOL, n, out, validity.take());
    }
  }

  static ColumnVector substring(
      Evaluator evaluator, Substring e, Batch batch, MemorySegment active) {
    try (ColumnVector operand = evaluator.evaluateFlat(e.operand(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), operand)) {
      int n = operand.length();
      NativeBuffer out = evaluator.allocate(e.type(), n);
      Kernels.active()
          .string()
          .substring(Comparisons.views(operand), e.from() - 1, e.count(), out.segment(), n);
      return ColumnVector.views(e.type(), n, out, validity.take(), operand.heaps().retain());
    }
  }

  static ColumnVector length(
      Evaluator evaluator, StringLength e, Batch batch, MemorySegment active) {
    try (ColumnVector operand = evaluator.evaluateFlat(e.operand(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), operand)) {
      int n = operand.length();
      NativeBuffer out = evaluator.allocate(DType.INT32, n);
      Kernels.active().string().codePointLength(Comparisons.views(operand), out.segment(), n);
      return ColumnVector.flat(DType.INT32, n, out, validity.take());
    }
  }
}
