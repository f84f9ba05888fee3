package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.TimestampType;

/**
 * TIMESTAMP as yyyy-mm-ddThh:mm:ss and as many digits of a second as the unit has, unless they are
 * all zeros; instants in UTC, with a Z.
 */
final class TimestampCells extends CellWriter {
  private static final int SECONDS_OF_DAY = 86_400;
  private static final int LONGEST = 64;

  private final long perSecond;
  private final int fractionDigits;
  private final boolean zoned;

  TimestampCells(Field field, TimestampType type, CsvDialect dialect) {
    super(field, dialect);
    this.perSecond = type.unit().perSecond();
    this.fractionDigits = type.unit().digits();
    this.zoned = type.hasZone();
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    long count = values.get(LONG, 8L * slot);
    long seconds = Math.floorDiv(count, perSecond);
    long fraction = Math.floorMod(count, perSecond);
    long days = Math.floorDiv(seconds, (long) SECONDS_OF_DAY);
    int ofDay = Math.floorMod(seconds, SECONDS_OF_DAY);
    byte[] text = output.room(LONGEST);
    int at = DateText.put(days, text, output.position());
    text[at++] = 'T';
    at = TimeCells.putClock(ofDay, text, at);
    if (fraction != 0) {
      text[at++] = '.';
      at = NumberText.putDigits(fraction, fractionDigits, text, at);
    }
    if (zoned) {
      text[at++] = 'Z';
    }
    output.advanceTo(at);
  }
}
