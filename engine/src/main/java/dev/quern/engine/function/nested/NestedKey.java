package dev.quern.engine.function.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A list or a struct as bytes that are equal where the values are, and whose order is theirs: that
 * of the first element or field in which two differ, and a list before those that it begins. Within
 * it nulls are equal to each other and come last, as NaNs do behind other numbers; 0.0 and -0.0 are
 * equal. A list or struct that is null has no bytes, but null.
 *
 * <pre>
 *   list               1 element 1 element ... 0
 *   struct             1 field 1 field ...
 *   null within        2, instead of the 1 and the value
 *   number             its bytes, the highest first, the sign turned; floats as 8 bytes of an order
 *   text, binary       its bytes, 0 as 0 255, and 0 behind them
 * </pre>
 */
public record NestedKey() implements VectorFunction {
  static final byte END = 0;
  static final byte VALUE = 1;
  static final byte NULL = 2;
  static final byte ESCAPED = (byte) 255;

  @Override
  public String label() {
    return "key of";
  }

  /** The argument: it stands for itself. */
  @Override
  public String call(List<String> arguments) {
    return arguments.getFirst();
  }

  @Override
  public DType type(List<DType> arguments) {
    if (!exists(arguments.getFirst())) {
      throw new PlanException("no key is made of " + arguments.getFirst());
    }
    return DType.BINARY;
  }

  /** Whether values of {@code type} are compared: all but intervals, and what holds some. */
  public static boolean exists(DType type) {
    return switch (type) {
      case ListType list -> exists(list.element());
      case StructType struct -> struct.fields().stream().allMatch(field -> exists(field.type()));
      default -> !type.equals(DType.INTERVAL);
    };
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    return of(budget, arguments.getFirst());
  }

  /** What stands for {@code column} in comparisons: another handle on it unless it is nested. */
  public static ColumnVector of(MemoryBudget budget, ColumnVector column) {
    if (!column.type().isNested()) {
      return column.retain();
    }
    int rows = column.length();
    MemorySegment valid = column.validityOrAll();
    try (KeyEncoder encoder = KeyEncoder.of(budget, column);
        ColumnBuilder keys = new ColumnBuilder(budget, DType.BINARY, rows)) {
      KeyBytes bytes = new KeyBytes();
      for (int row = 0; row < rows; row++) {
        if (Bitmaps.get(valid, row)) {
          bytes.clear();
          encoder.append(row, bytes);
          keys.append(bytes.segment(), 0, bytes.size());
        } else {
          keys.appendNull();
        }
      }
      return keys.build();
    }
  }
}
