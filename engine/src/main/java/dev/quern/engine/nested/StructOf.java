package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A struct of the arguments, which may be null where they are.
 *
 * @param names the names of the fields
 */
record StructOf(List<String> names) implements VectorFunction {

  /** Copies the list. */
  StructOf {
    names = List.copyOf(names);
  }

  @Override
  public String label() {
    return "struct of";
  }

  @Override
  public String call(List<String> arguments) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(names.get(i) + ": " + arguments.get(i));
    }
    return "struct of(" + String.join(", ", fields) + ")";
  }

  @Override
  public StructType type(List<DType> arguments) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(Field.of(names.get(i), arguments.get(i)));
    }
    return new StructType(fields);
  }

  @Override
  public Optional<List<DType>> argumentsFor(DType type, int count) {
    return type instanceof StructType struct
            && struct.fields().stream().map(Field::name).toList().equals(names)
        ? Optional.of(struct.fields().stream().map(Field::type).toList())
        : Optional.empty();
  }

  @Override
  public boolean nullsPass() {
    return true;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    StructType type = type(arguments.stream().map(ColumnVector::type).toList());
    return ColumnVector.struct(
        type, rows, null, arguments.stream().map(ColumnVector::retain).toList());
  }
}
