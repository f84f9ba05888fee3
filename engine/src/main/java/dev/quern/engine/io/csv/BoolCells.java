package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.type.Field;

/** BOOL as true and false. */
final class BoolCells extends CellWriter {

  BoolCells(Field field, CsvDialect dialect) {
    super(field, dialect);
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    output.put(Bitmaps.get(values, slot) ? "true" : "false");
  }
}
