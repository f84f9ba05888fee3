package dev.quern.engine.io.csv;

import ch.randelshofer.fastdoubleparser.JavaFloatParser;

/** FLOAT32, correctly rounded from the text and not by way of a double. Only ever declared. */
final class FloatParser extends ColumnParser {

  FloatParser(int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    float value;
    double special = Decimals.special(text, start, end);
    if (special != 0) {
      value = (float) (special * Double.POSITIVE_INFINITY);
    } else if (Decimals.isNumber(text, start, end, strict)) {
      value = JavaFloatParser.parseFloat(text, start, end - start);
    } else {
      return false;
    }
    target.setInt(slot, Float.floatToRawIntBits(value));
    return true;
  }
}
