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
    byte[] lines = lines(column, rows);
    MemorySegment text = MemorySegment.ofArray(lines);
    try (ColumnBuilder out = new ColumnBuilder(budget, DType.UTF8, rows)) {
      int from = 0;
      for (int row = 0; row < rows; row++) {
        int to = from;
        while (lines[to] != '\n') {
          to++;
        }
        if (column.isNull(row)) {
          out.appendNull();
        } else {
          out.append(text, from, to - from);
        }
        from = to + 1;
      }
      return out.build();
    }
  }

  /* A line a row: in strings of JSON a line feed is escaped. */
  private static byte[] lines(ColumnVector column, int rows) {
    JsonValue values = JsonValue.of(Field.of("value", column.type()));
    values.bind(column);
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (TextOutput text = TextOutput.to(lines)) {
      for (int row = 0; row < rows; row++) {
        values.write(row, text);
        text.put((byte) '\n');
      }
      text.finish();
    }
    return lines.toByteArray();
  }
}
