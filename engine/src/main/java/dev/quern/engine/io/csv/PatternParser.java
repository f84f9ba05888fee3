package dev.quern.engine.io.csv;

import dev.quern.engine.function.time.TimeFormat;
import dev.quern.engine.type.DType;

/** DATE and TIMESTAMP by a pattern, which the whole text follows. */
final class PatternParser extends ColumnParser {
  private final TimeFormat format;
  private final boolean isDate;

  PatternParser(DType type, String pattern, int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
    this.format = TimeFormat.of(pattern, type);
    this.isDate = type == DType.DATE;
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    long value = format.read(text, start, end);
    if (value == TimeFormat.NONE) {
      return false;
    }
    if (isDate) {
      target.setInt(slot, Math.toIntExact(value));
    } else {
      target.setLong(slot, value);
    }
    return true;
  }
}
