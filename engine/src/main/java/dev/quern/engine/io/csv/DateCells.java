package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;

/** DATE as yyyy-mm-dd. */
final class DateCells extends CellWriter {

  DateCells(Field field, CsvDialect dialect) {
    super(field, dialect);
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    byte[] room = output.room(NumberText.MAX_LENGTH);
    output.advanceTo(DateText.put(values.get(INT, 4L * slot), room, output.position()));
  }
}
