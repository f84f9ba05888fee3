package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.Field;
import java.nio.charset.StandardCharsets;

/** Categoricals by their names, in quotes where they are needed. */
final class CategoryCells extends CellWriter {
  private final byte[][] names;
  private final TextQuoting quoting;

  CategoryCells(Field field, CategoricalType type, CsvDialect dialect) {
    super(field, dialect);
    this.names =
        type.names().stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    this.quoting = new TextQuoting(dialect);
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    quoting.write(names[values.get(INT, 4L * slot)], output);
  }
}
