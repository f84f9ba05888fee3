package dev.quern.engine.function.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Writes the values of a vector as {@link NestedKey} describes; one of each vector in it. */
final class KeyEncoder implements AutoCloseable {
  /** Writes the value of a row that is not null. */
  private interface Writer {
    void append(int row, KeyBytes out);
  }

  private final ColumnVector column;
  private final MemorySegment valid;
  private final List<KeyEncoder> children = new ArrayList<>();
  private final Writer writer;

  private KeyEncoder(MemoryBudget budget, ColumnVector flat) {
    column = flat;
    valid = flat.validityOrAll();
    try {
      switch (flat.type().layout()) {
        case SPAN -> children.add(of(budget, flat.elements()));
        case FIELDS -> flat.fields().forEach(field -> children.add(of(budget, field)));
        case FIXED, BITMAP, VIEW -> {
          // They have no vectors in them.
        }
      }
      writer = writer();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  static KeyEncoder of(MemoryBudget budget, ColumnVector column) {
    return new KeyEncoder(budget, Selections.flat(budget, column));
  }

  /** Writes the value of {@code row}, which is not null. */
  void append(int row, KeyBytes out) {
    writer.append(row, out);
  }

  private void appendWithin(int row, KeyBytes out) {
    if (Bitmaps.get(valid, row)) {
      out.append(NestedKey.VALUE);
      writer.append(row, out);
    } else {
      out.append(NestedKey.NULL);
    }
  }

  private Writer writer() {
    DType type = column.type();
    return switch (type.layout()) {
      case SPAN -> this::list;
      case FIELDS -> this::struct;
      case VIEW -> views(column.heaps().segments());
      case BITMAP -> bits(column.values());
      case FIXED -> number(type, column.values(), type.byteWidth());
    };
  }

  private void list(int row, KeyBytes out) {
    KeyEncoder elements = children.getFirst();
    int from = Spans.offset(column.values(), row);
    int to = from + Spans.length(column.values(), row);
    for (int i = from; i < to; i++) {
      elements.appendWithin(i, out);
    }
    out.append(NestedKey.END);
  }

  private void struct(int row, KeyBytes out) {
    for (KeyEncoder field : children) {
      field.appendWithin(row, out);
    }
  }

  private Writer views(MemorySegment[] heaps) {
    MemorySegment views = column.values();
    return (row, out) -> {
      int length = (int) Slots.low(views, row);
      if (length <= Values.INLINE) {
        out.append(views, 16L * row + 4, length);
      } else {
        long place = Slots.high(views, row);
        out.append(heaps[(int) place], place >>> 32, length);
      }
    };
  }

  private static Writer bits(MemorySegment values) {
    return (row, out) -> out.append((byte) (Bitmaps.get(values, row) ? 1 : 0));
  }

  private static Writer number(DType type, MemorySegment values, int width) {
    if (width == 2 * Long.BYTES) {
      return (row, out) -> {
        out.append(Slots.high(values, row) ^ Long.MIN_VALUE, Long.BYTES);
        out.append(Slots.low(values, row), Long.BYTES);
      };
    }
    if (type.isFloating()) {
      return (row, out) ->
          out.append(OrderedBits.ofFloat(values, width, row) ^ Long.MIN_VALUE, Long.BYTES);
    }
    if (type.isUnsigned()) {
      return (row, out) -> out.append(Slots.unsigned(values, width, row), width);
    }
    long sign = 1L << (8 * width - 1);
    return (row, out) -> out.append(OrderedBits.ofInteger(values, width, row) ^ sign, width);
  }

  @Override
  public void close() {
    children.forEach(KeyEncoder::close);
    column.close();
  }
}
