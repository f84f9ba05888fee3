package dev.quern.engine.io.json;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.csv.CellWriter;
import dev.quern.engine.io.csv.CsvDialect;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.TickType;
import java.nio.charset.StandardCharsets;

/** Writes the fields of one column: the name and the value, in quotes where it is no number. */
final class JsonCells {
  private static final CsvDialect DIALECT = CsvDialect.RFC4180.withNullTexts("null");

  private final byte[] name;
  private final CellWriter values;
  private final boolean quoted;

  /** Writes fields of {@code field}; the first of an object opens it, the others have a comma. */
  JsonCells(Field field, boolean first) {
    DType type = field.type();
    this.name =
        ((first ? "{" : ",") + JsonText.quoted(field.name()) + ":")
            .getBytes(StandardCharsets.UTF_8);
    this.quoted = type instanceof TickType || type == DType.DATE || type == DType.BINARY;
    this.values =
        type == DType.UTF8
            ? new JsonText(field, DIALECT)
            : type.isFloating() ? new JsonFloats(field, DIALECT) : CellWriter.of(field, DIALECT);
  }

  /** Takes the column of the next batch; it stays owned by the caller. */
  void bind(ColumnVector column) {
    values.bind(column);
  }

  /** Writes one field. */
  void write(int row, TextOutput output) {
    output.put(name);
    if (quoted && !values.isNull(row)) {
      output.put((byte) '"');
      values.write(row, output);
      output.put((byte) '"');
    } else {
      values.write(row, output);
    }
  }
}
