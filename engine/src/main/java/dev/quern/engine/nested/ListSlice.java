package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Some consecutive elements of a list; shares them.
 *
 * @param offset the first one, from 0; negative from the end
 * @param count how many at most
 */
record ListSlice(long offset, long count) implements VectorFunction {
  @Override
  public String label() {
    return "list slice";
  }

  @Override
  public String call(List<String> arguments) {
    return "list slice(%s, %d, %d)".formatted(arguments.getFirst(), offset, count);
  }

  @Override
  public DType type(List<DType> arguments) {
    ListVectors.element(label(), arguments.getFirst());
    return arguments.getFirst();
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector list = arguments.getFirst();
    NativeBuffer spans = ListVectors.copy(budget, list);
    try {
      for (int row = 0; row < rows; row++) {
        cut(spans.segment(), row);
      }
      return ColumnVector.list(
          rows, spans, Selections.copyValidity(budget, list), list.elements().retain());
    } catch (RuntimeException | Error e) {
      spans.close();
      throw e;
    }
  }

  private void cut(MemorySegment spans, int row) {
    int length = Spans.length(spans, row);
    long first = offset < 0 ? length + offset : offset;
    long from = Math.clamp(first, 0, length);
    // What begins before the list loses what would stand there.
    long to = count > length - first ? length : Math.max(from, first + count);
    int left = (int) (to - from);
    Spans.set(spans, row, left == 0 ? 0 : (int) (Spans.offset(spans, row) + from), left);
  }
}
