package dev.quern.engine.nested;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.OrderedBits;
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
    if (element == DType.UINT64 && !mean) {
      throw new PlanException(
          "list sum of uint64, whose sums int64 does not hold: explode and sum them");
    }
    boolean isWhole = element.isInteger() || element.isUnsigned();
    if (!isWhole && !element.isFloating()) {
      throw new PlanException(
          "%s needs integers or floats, but the list has %s".formatted(label(), element));
    }
    return isWhole && !mean ? DType.INT64 : DType.FLOAT64;
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
      if (type == DType.INT64) {
        sums(list, elements, active, out.segment(), valid.segment());
      } else {
        floatSums(list, elements, out.segment(), valid.segment());
      }
      return ColumnVector.flat(type, rows, out, valid);
    } catch (RuntimeException | Error e) {
      out.close();
      ListVectors.close(valid);
      throw e;
    }
  }

  private static void sums(
      ColumnVector list,
      ColumnVector elements,
      MemorySegment active,
      MemorySegment out,
      MemorySegment valid) {
    MemorySegment spans = list.values();
    MemorySegment values = elements.values();
    MemorySegment there = elements.validityOrAll();
    DType type = elements.type();
    for (int row = 0; row < list.length(); row++) {
      int from = Spans.offset(spans, row);
      int to = from + Spans.length(spans, row);
      boolean any = count(there, from, to) > 0;
      Bitmaps.set(valid, row, any);
      Slots.setInt64(out, row, any ? sum(values, there, type, from, to, active, row) : 0);
    }
  }

  private void floatSums(
      ColumnVector list, ColumnVector elements, MemorySegment out, MemorySegment valid) {
    MemorySegment spans = list.values();
    MemorySegment values = elements.values();
    MemorySegment there = elements.validityOrAll();
    DType type = elements.type();
    for (int row = 0; row < list.length(); row++) {
      int from = Spans.offset(spans, row);
      int to = from + Spans.length(spans, row);
      int count = count(there, from, to);
      Bitmaps.set(valid, row, count > 0);
      double sum = count > 0 ? floatSum(values, there, type, from, to) : 0;
      Slots.setFloat64(out, row, mean && count > 0 ? sum / count : sum);
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

  private static long sum(
      MemorySegment values,
      MemorySegment there,
      DType type,
      int from,
      int to,
      MemorySegment active,
      int row) {
    boolean all = Bitmaps.isAllValid(there);
    long sum = 0;
    long overflow = 0;
    for (int i = from; i < to; i++) {
      if (all || Bitmaps.get(there, i)) {
        long value = integer(values, type, i);
        long next = sum + value;
        overflow |= (sum ^ next) & (value ^ next);
        sum = next;
      }
    }
    if (overflow < 0 && Bitmaps.get(active, row)) {
      throw new ComputeException(
          "the sum of a list exceeds int64: make its elements floats, or explode and sum them");
    }
    return sum;
  }

  private static double floatSum(
      MemorySegment values, MemorySegment there, DType type, int from, int to) {
    boolean all = Bitmaps.isAllValid(there);
    double sum = 0;
    for (int i = from; i < to; i++) {
      if (all || Bitmaps.get(there, i)) {
        sum += floating(values, type, i);
      }
    }
    return sum;
  }

  private static double floating(MemorySegment values, DType type, int at) {
    if (type == DType.FLOAT64) {
      return Slots.float64(values, at);
    }
    if (type == DType.UINT64) {
      return Slots.unsignedToDouble(Slots.int64(values, at));
    }
    return type == DType.FLOAT32 ? Slots.float32(values, at) : integer(values, type, at);
  }

  private static long integer(MemorySegment values, DType type, int at) {
    int width = type.byteWidth();
    return type.isUnsigned()
        ? Slots.unsigned(values, width, at)
        : OrderedBits.ofInteger(values, width, at);
  }
}
