package dev.quern.engine.io.json;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import java.nio.charset.StandardCharsets;

/** Writes the fields of one column: the name and the value. */
final class JsonCells {
  private final byte[] name;
  private final JsonValue values;

  /** Writes fields of {@code field}; the first of an object opens it, the others have a comma. */
  JsonCells(Field field, boolean first) {
    this.name =
        ((first ? "{" : ",") + JsonText.quoted(field.name()) + ":")
            .getBytes(StandardCharsets.UTF_8);
    this.values = JsonValue.of(field);
  }

  /** Takes the column of the next batch; it stays owned by the caller. */
  void bind(ColumnVector column) {
    values.bind(column);
  }

  /** Writes one field. */
  void write(int row, TextOutput output) {
    output.put(name);
    values.write(row, output);
  }
}
