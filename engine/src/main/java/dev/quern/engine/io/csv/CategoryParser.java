package dev.quern.engine.io.csv;

import dev.quern.engine.type.CategoricalType;

/** The names of a categorical, as they stand. */
final class CategoryParser extends ColumnParser {
  private final CategoricalType type;

  CategoryParser(CategoricalType type, int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
    this.type = type;
  }

  @Override
  boolean takesAnyText() {
    return true;
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    int code = type.code(text, start, end - start);
    if (code < 0) {
      return false;
    }
    target.setInt(slot, code);
    return true;
  }
}
