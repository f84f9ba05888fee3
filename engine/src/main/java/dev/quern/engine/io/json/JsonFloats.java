package dev.quern.engine.io.json;

import dev.quern.engine.io.csv.CellWriter;
import dev.quern.engine.io.csv.CsvDialect;
import dev.quern.engine.io.csv.NumberText;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;

/** FLOAT32 and FLOAT64 with the fewest digits; what is no finite number as a string. */
final class JsonFloats extends CellWriter {
  private final boolean wide;

  JsonFloats(Field field, CsvDialect dialect) {
    super(field, dialect);
    this.wide = field.type() == DType.FLOAT64;
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    double value =
        wide
            ? Double.longBitsToDouble(values.get(LONG, 8L * slot))
            : Float.intBitsToFloat(values.get(INT, 4L * slot));
    byte[] room = output.room(NumberText.MAX_LENGTH);
    int at = output.position();
    if (!Double.isFinite(value)) {
      output.advanceTo(NumberText.put("\"" + value + "\"", room, at));
    } else if (wide) {
      output.advanceTo(NumberText.put(value, room, at));
    } else {
      output.advanceTo(NumberText.put(Float.toString((float) value), room, at));
    }
  }
}
