package dev.quern.engine.io.csv;

import dev.quern.engine.function.RowResult;
import dev.quern.engine.function.time.TimeFormat;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;

/** DATE and TIMESTAMP by a pattern. */
final class PatternCells extends CellWriter {
  private final TimeFormat format;
  private final boolean isDate;
  private final RowResult text = new RowResult();

  PatternCells(Field field, String pattern, CsvDialect dialect) {
    super(field, dialect);
    this.format = TimeFormat.of(pattern, field.type());
    this.isDate = field.type() == DType.DATE;
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    text.size(0);
    format.write(isDate ? values.get(INT, 4L * slot) : values.get(LONG, 8L * slot), text);
    output.put(text.reserve(0), 0, text.size());
  }
}
