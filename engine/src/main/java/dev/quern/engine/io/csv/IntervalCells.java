package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.Field;

/** INTERVAL as ISO 8601 has it: P1Y2M3DT4H5M6.5S. */
final class IntervalCells extends CellWriter {

  IntervalCells(Field field, CsvDialect dialect) {
    super(field, dialect);
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    int months = values.get(INT, 16L * slot);
    int days = values.get(INT, 16L * slot + 4);
    long nanos = values.get(LONG, 16L * slot + 8);
    byte[] text = output.room(CalendarInterval.MOST_BYTES);
    output.advanceTo(CalendarInterval.write(months, days, nanos, text, output.position()));
  }
}
