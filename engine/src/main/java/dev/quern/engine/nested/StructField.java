package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A field of a struct, null where the struct is; shares its memory.
 *
 * @param name the field's name
 */
public record StructField(String name) implements VectorFunction {
  @Override
  public String label() {
    return "field";
  }

  @Override
  public String call(List<String> arguments) {
    return arguments.getFirst() + "." + name;
  }

  @Override
  public DType type(List<DType> arguments) {
    if (arguments.getFirst() instanceof StructType struct) {
      return struct.fields().get(struct.position(name)).type();
    }
    throw new PlanException(
        "only structs have fields: '%s' is asked of %s".formatted(name, arguments.getFirst()));
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector struct = arguments.getFirst();
    int position = ((StructType) struct.type()).position(name);
    return struct.fields().get(position).under(budget, struct.validityOrAll());
  }
}
