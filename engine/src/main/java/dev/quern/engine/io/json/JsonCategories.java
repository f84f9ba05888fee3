package dev.quern.engine.io.json;

import dev.quern.engine.io.csv.CellWriter;
import dev.quern.engine.io.csv.CsvDialect;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.Field;
import java.nio.charset.StandardCharsets;

/** Categoricals by their names, as strings. */
final class JsonCategories extends CellWriter {
  private final byte[][] names;

  JsonCategories(Field field, CategoricalType type, CsvDialect dialect) {
    super(field, dialect);
    this.names =
        type.names().stream()
            .map(name -> JsonText.quoted(name).getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    output.put(names[values.get(INT, 4L * slot)]);
  }
}
