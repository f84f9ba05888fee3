package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.chunk.ViewOrder;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.function.nested.NestedKey;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The least or the greatest element of a list; NaN is the greatest number. Nulls are left out; null
 * where there are no others.
 */
record ListExtreme(boolean greatest) implements VectorFunction {
  @Override
  public String label() {
    return greatest ? "list max" : "list min";
  }

  @Override
  public DType type(List<DType> arguments) {
    DType element = ListVectors.element(label(), arguments.getFirst());
    Exprs.requireKey("compared", "an element of the list", element);
    return element;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector list = arguments.getFirst();
    MemorySegment spans = list.values();
    try (ColumnVector keys = NestedKey.of(budget, list.elements());
        ColumnVector elements = Selections.flat(budget, keys);
        NativeBuffer numbers = budget.allocate(4L * rows)) {
      Order order = order(elements);
      MemorySegment valid = elements.validityOrAll();
      for (int row = 0; row < rows; row++) {
        int best = -1;
        int from = Spans.offset(spans, row);
        for (int i = from; i < from + Spans.length(spans, row); i++) {
          if (Bitmaps.get(valid, i) && (best < 0 || better(order.compare(i, best)))) {
            best = i;
          }
        }
        Slots.setInt32(numbers.segment(), row, best);
      }
      return Take.gatherOrNull(budget, list.elements(), numbers.segment(), rows);
    }
  }

  private boolean better(int order) {
    return greatest ? order > 0 : order < 0;
  }

  /** Compares two elements by their numbers. */
  private interface Order {
    int compare(int left, int right);
  }

  private static Order order(ColumnVector elements) {
    MemorySegment values = elements.values();
    DType type = elements.type();
    if (type.isView()) {
      MemorySegment[] heaps = elements.heaps().segments();
      return (l, r) -> ViewOrder.compare(values, heaps, l, values, heaps, r);
    }
    if (type == DType.BOOL) {
      return (l, r) -> Boolean.compare(Bitmaps.get(values, l), Bitmaps.get(values, r));
    }
    if (type == DType.FLOAT64) {
      return (l, r) -> compare(Slots.float64(values, l), Slots.float64(values, r));
    }
    if (type == DType.FLOAT32) {
      return (l, r) -> compare(Slots.float32(values, l), Slots.float32(values, r));
    }
    if (type.isUnsigned()) {
      int width = type.byteWidth();
      return (l, r) ->
          Long.compare(
              OrderedBits.ofUnsigned(values, width, l), OrderedBits.ofUnsigned(values, width, r));
    }
    return switch (type.byteWidth()) {
      case 1 -> (l, r) -> Byte.compare(Slots.int8(values, l), Slots.int8(values, r));
      case 2 -> (l, r) -> Short.compare(Slots.int16(values, l), Slots.int16(values, r));
      case 4 -> (l, r) -> Integer.compare(Slots.int32(values, l), Slots.int32(values, r));
      case 8 -> (l, r) -> Long.compare(Slots.int64(values, l), Slots.int64(values, r));
      default -> (l, r) -> compareWide(values, l, r);
    };
  }

  /* Zeros are equal, whatever their sign: the first of them stays. */
  private static int compare(double left, double right) {
    return left == right ? 0 : Double.compare(left, right);
  }

  private static int compareWide(MemorySegment values, int left, int right) {
    int high = Long.compare(Slots.high(values, left), Slots.high(values, right));
    return high != 0
        ? high
        : Long.compareUnsigned(Slots.low(values, left), Slots.low(values, right));
  }
}
