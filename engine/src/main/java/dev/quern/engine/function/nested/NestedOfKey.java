package dev.quern.engine.function.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The list or struct whose {@link NestedKey} its argument is. Zeros and NaNs among floats are 0.0
 * and one NaN then.
 *
 * @param type the type of the values that the keys were made of
 */
public record NestedOfKey(DType type) implements VectorFunction {
  @Override
  public String label() {
    return "value of";
  }

  /** The argument: keys print as what they were made of. */
  @Override
  public String call(List<String> arguments) {
    return arguments.getFirst();
  }

  @Override
  public DType type(List<DType> arguments) {
    if (arguments.getFirst() != DType.BINARY) {
      throw new PlanException("a key is binary, not " + arguments.getFirst());
    }
    return type;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector keys = arguments.getFirst();
    KeyDecoder decoder = new KeyDecoder();
    try (ColumnBuilder values = new ColumnBuilder(budget, type, rows)) {
      for (int row = 0; row < rows; row++) {
        if (keys.isNull(row)) {
          values.appendNull();
        } else {
          decoder.decode(Values.bytesAt(keys, row), type, values);
        }
      }
      return values.build();
    }
  }
}
