package dev.quern.engine.io.json;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Values as texts of JSON. */
record JsonWrite() implements VectorFunction {
  @Override
  public String label() {
    return "to json";
  }

  @Override
  public DType type(List<DType> arguments) {
    return DType.UTF8;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector column = arguments.getFirst();
    JsonValue values = JsonValue.of(Field.of("value", column.type()));
    values.bind(column);
    int[] ends = new int[rows];
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (TextOutput text = TextOutput.to(all)) {
      for (int row = 0; row < rows; row++) {
        if (!column.isNull(row)) {
          values.write(row, text);
        }
        ends[row] = Math.toIntExact(text.written());
      }
      text.finish();
    }
    MemorySegment texts = MemorySegment.ofArray(all.toByteArray());
    try (ColumnBuilder out = new ColumnBuilder(budget, DType.UTF8, rows)) {
      int from = 0;
      for (int row = 0; row < rows; row++) {
        if (column.isNull(row)) {
          out.appendNull();
        } else {
          out.append(texts, from, ends[row] - from);
        }
        from = ends[row];
      }
      return out.build();
    }
  }
}
