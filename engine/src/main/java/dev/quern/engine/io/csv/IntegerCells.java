package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.PrimitiveType;
import java.lang.foreign.ValueLayout;

/** Integers, with a sign or without, as decimal digits. */
final class IntegerCells extends CellWriter {
  private final int width;
  private final boolean unsigned;

  IntegerCells(Field field, PrimitiveType type, CsvDialect dialect) {
    super(field, dialect);
    this.width = type.byteWidth();
    this.unsigned = type.isUnsigned();
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    byte[] room = output.room(NumberText.MAX_LENGTH);
    output.advanceTo(
        unsigned
            ? NumberText.putUnsigned(Slots.unsigned(values, width, slot), room, output.position())
            : NumberText.put(value(slot), room, output.position()));
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
