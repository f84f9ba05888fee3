package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.TimeType;

/** TIME as hh:mm:ss and, unless they are all zeros, as many digits of a second as the unit has. */
final class TimeCells extends CellWriter {
  private static final int LONGEST = 32;

  private final long perSecond;
  private final int fractionDigits;

  TimeCells(Field field, TimeType type, CsvDialect dialect) {
    super(field, dialect);
    this.perSecond = type.unit().perSecond();
    this.fractionDigits = type.unit().digits();
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    long count = values.get(LONG, 8L * slot);
    long fraction = Math.floorMod(count, perSecond);
    byte[] text = output.room(LONGEST);
    int ofDay = (int) Math.floorMod(Math.floorDiv(count, perSecond), 86_400L);
    int at = putClock(ofDay, text, output.position());
    if (fraction != 0) {
      text[at++] = '.';
      at = NumberText.putDigits(fraction, fractionDigits, text, at);
    }
    output.advanceTo(at);
  }

  /** Writes the second of the day as hh:mm:ss; returns where it ends. */
  static int putClock(int ofDay, byte[] text, int from) {
    int at = NumberText.putDigits(ofDay / 3600, 2, text, from);
    text[at++] = ':';
    at = NumberText.putDigits(ofDay / 60 % 60, 2, text, at);
    text[at++] = ':';
    return NumberText.putDigits(ofDay % 60, 2, text, at);
  }
}
