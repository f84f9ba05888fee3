package dev.quern.engine.nested;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The sum or the mean of the numbers in a list. Nulls are left out; null where there are no others.
 * Sums of integers are int64, and an error where they exceed it; all else is float64, added from
 * the first element to the last.
 */
record ListSum(boolean mean) implements VectorFunction {
  @Override
  public String label() {
    return mean ? "list mean" : "list sum";
  }

  @Override
  public DType type(List<DType> arguments) {
    DType element = ListVectors.element(label(), arguments.getFirst());
    if (!element.isInteger() && !element.isFloating()) {
      throw new PlanException(
          "%s needs integers or floats, but the list has %s".formatted(label(), element));
    }
    return element.isInteger() && !mean ? DType.INT64 : DType.FLOAT64;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector list = arguments.getFirst();
    DType type = type(List.of(list.type()));
    NativeBuffer out = budget.allocate(8L * rows);
    NativeBuffer valid = null;
    try (ColumnVector elements = Selections.flat(budget, list.elements())) {
      valid = budget.allocateZeroed(Bitmaps.byteSize(rows));
      for (int row = 0; row < rows; row++) {
        int from = Spans.offset(list.values(), row);
        int to = from + Spans.length(list.values(), row);
        int count = count(elements.validityOrAll(), from, to);
        if (count == 0) {
          Slots.setInt64(out.segment(), row, 0);
          continue;
        }
        Bitmaps.set(valid.segment(), row, true);
        if (type == DType.INT64) {
          Slots.setInt64(out.segment(), row, sum(elements, from, to, Bitmaps.get(active, row)));
        } else {
          double sum = floatSum(elements, from, to);
          Slots.setFloat64(out.segment(), row, mean ? sum / count : sum);
        }
      }
      return ColumnVector.flat(type, rows, out, valid);
    } catch (RuntimeException | Error e) {
      out.close();
      ListVectors.close(valid);
      throw e;
    }
  }

  private static int count(MemorySegment valid, int from, int to) {
    if (Bitmaps.isAllValid(valid)) {
      return to - from;
    }
    int count = 0;
    for (int i = from; i < to; i++) {
      count += Bitmaps.get(valid, i) ? 1 : 0;
    }
    return count;
  }

  private static long sum(ColumnVector elements, int from, int to, boolean counts) {
    MemorySegment values = elements.values();
    MemorySegment valid = elements.validityOrAll();
    int width = elements.type().byteWidth();
    long sum = 0;
    boolean overflows = false;
    for (int i = from; i < to; i++) {
      if (!Bitmaps.get(valid, i)) {
        continue;
      }
      long value = integer(values, width, i);
      long next = sum + value;
      overflows |= ((sum ^ next) & (value ^ next)) < 0;
      sum = next;
    }
    if (overflows && counts) {
      throw new ComputeException("the sum of a list exceeds int64: cast its elements to float64");
    }
    return sum;
  }

  private static double floatSum(ColumnVector elements, int from, int to) {
    MemorySegment values = elements.values();
    MemorySegment valid = elements.validityOrAll();
    DType type = elements.type();
    double sum = 0;
    for (int i = from; i < to; i++) {
      if (Bitmaps.get(valid, i)) {
        sum +=
            type == DType.FLOAT64
                ? Slots.float64(values, i)
                : type == DType.FLOAT32
                    ? Slots.float32(values, i)
                    : integer(values, type.byteWidth(), i);
      }
    }
    return sum;
  }

  private static long integer(MemorySegment values, int width, int at) {
    return switch (width) {
      case 1 -> Slots.int8(values, at);
      case 2 -> Slots.int16(values, at);
      case 4 -> Slots.int32(values, at);
      default -> Slots.int64(values, at);
    };
  }
}
