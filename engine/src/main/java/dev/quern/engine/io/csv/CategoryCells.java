package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.Field;
import java.nio.charset.StandardCharsets;

/** Categoricals by their names, in quotes as told. */
final class CategoryCells extends CellWriter {
  private final byte[][] names;
  private final TextQuoting quoting;

  CategoryCells(Field field, CategoricalType type, CsvDialect dialect, TextQuoting quoting) {
    super(field, dialect);
    this.names =
        type.names().stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    this.quoting = quoting;
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    quoting.write(names[values.get(INT, 4L * slot)], output);
  }
}
