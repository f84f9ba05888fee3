package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.PrimitiveType;

/** FLOAT32 and FLOAT64 with the fewest digits that read back the same; NaN, Infinity, -Infinity. */
final class FloatCells extends CellWriter {
  private final boolean wide;

  FloatCells(Field field, PrimitiveType type, CsvDialect dialect) {
    super(field, dialect);
    this.wide = type == DType.FLOAT64;
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    byte[] room = output.room(NumberText.MAX_LENGTH);
    int at = output.position();
    output.advanceTo(
        wide
            ? NumberText.put(Double.longBitsToDouble(values.get(LONG, 8L * slot)), room, at)
            : NumberText.put(
                Float.toString(Float.intBitsToFloat(values.get(INT, 4L * slot))), room, at));
  }
}
