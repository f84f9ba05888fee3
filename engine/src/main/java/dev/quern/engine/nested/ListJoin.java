package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The texts of a list one behind the other with a separator in between. Nulls among them are left
 * out; an empty list gives the empty text.
 */
record ListJoin(String separator) implements VectorFunction {
  @Override
  public String label() {
    return "list join";
  }

  @Override
  public String call(List<String> arguments) {
    return "list join(%s, '%s')".formatted(arguments.getFirst(), separator);
  }

  @Override
  public DType type(List<DType> arguments) {
    DType element = ListVectors.element(label(), arguments.getFirst());
    if (element != DType.UTF8) {
      throw new PlanException("%s needs texts, but the list has %s".formatted(label(), element));
    }
    return DType.UTF8;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector list = arguments.getFirst();
    byte[] between = separator.getBytes(StandardCharsets.UTF_8);
    byte[] line = new byte[256];
    try (ColumnVector texts = Selections.flat(budget, list.elements());
        ColumnBuilder out = new ColumnBuilder(budget, DType.UTF8, rows)) {
      for (int row = 0; row < rows; row++) {
        if (list.isNull(row)) {
          out.appendNull();
          continue;
        }
        int from = Spans.offset(list.values(), row);
        int size = 0;
        boolean first = true;
        for (int i = from; i < from + Spans.length(list.values(), row); i++) {
          if (!Bitmaps.get(texts.validityOrAll(), i)) {
            continue;
          }
          int length = (int) Slots.low(texts.values(), i);
          int needed = Math.addExact(size, Math.addExact(between.length, length));
          if (needed > line.length) {
            line = Arrays.copyOf(line, (int) Math.min(Integer.MAX_VALUE - 8, 2L * needed));
          }
          if (!first) {
            System.arraycopy(between, 0, line, size, between.length);
            size += between.length;
          }
          first = false;
          copy(texts, i, length, line, size);
          size += length;
        }
        out.append(MemorySegment.ofArray(line), 0, size);
      }
      return out.build();
    }
  }

  private static void copy(ColumnVector texts, int row, int length, byte[] target, int at) {
    long place = Slots.high(texts.values(), row);
    boolean inline = length <= Views.INLINE;
    MemorySegment source = inline ? texts.values() : texts.heaps().segments()[(int) place];
    long from = inline ? (long) Views.BYTES * row + 4 : place >>> 32;
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, target, at, length);
  }
}
