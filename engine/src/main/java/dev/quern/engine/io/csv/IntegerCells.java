package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.PrimitiveType;
import java.lang.foreign.ValueLayout;

/** INT8 to INT64 as decimal digits. */
final class IntegerCells extends CellWriter {
  private final int width;

  IntegerCells(Field field, PrimitiveType type, CsvDialect dialect) {
    super(field, dialect);
    this.width = type.byteWidth();
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    byte[] room = output.room(NumberText.MAX_LENGTH);
    output.advanceTo(NumberText.put(value(slot), room, output.position()));
  }

  private long value(int slot) {
    return switch (width) {
      case 1 -> values.get(ValueLayout.JAVA_BYTE, slot);
      case 2 -> values.get(SHORT, 2L * slot);
      case 4 -> values.get(INT, 4L * slot);
      default -> values.get(LONG, 8L * slot);
    };
  }
}
