package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The keys or the values of a map as a list, in the order of its entries; shares them.
 *
 * @param field 0 for the keys, 1 for the values
 */
record MapPart(int field) implements VectorFunction {
  @Override
  public String label() {
    return field == 0 ? "map keys" : "map values";
  }

  @Override
  public DType type(List<DType> arguments) {
    return DType.list(ListVectors.entry(label(), arguments.getFirst()).fields().get(field).type());
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector map = arguments.getFirst();
    ColumnVector entries = map.elements();
    return ListVectors.withElements(
        budget, map, entries.fields().get(field).under(budget, entries.validityOrAll()));
  }
}
