package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a list has an element that equals a value; null where the list or the value is. Nulls
 * among the elements equal nothing.
 */
record ListContains() implements VectorFunction {
  @Override
  public String label() {
    return "list contains";
  }

  @Override
  public DType type(List<DType> arguments) {
    DType element = ListVectors.element(label(), arguments.getFirst());
    if (!element.equals(arguments.get(1)) || !Exprs.isKey(element)) {
      throw new PlanException(
          "a list of %s is not searched for %s".formatted(element, arguments.get(1)));
    }
    return DType.BOOL;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    NativeBuffer out = budget.allocateZeroed(Bitmaps.byteSize(rows));
    @Nullable NativeBuffer valid = null;
    try (Matches matches = Matches.of(budget, arguments.get(0), arguments.get(1))) {
      valid = ListVectors.validity(budget, arguments.get(0), arguments.get(1));
      MemorySegment spans = matches.list().values();
      for (int row = 0; row < rows; row++) {
        int from = Spans.offset(spans, row);
        int to = from + Spans.length(spans, row);
        if (Bitmaps.next(matches.bits().segment(), from, to) < to) {
          Bitmaps.set(out.segment(), row, true);
        }
      }
      return ColumnVector.flat(DType.BOOL, rows, out, valid);
    } catch (RuntimeException | Error e) {
      out.close();
      ListVectors.close(valid);
      throw e;
    }
  }
}
