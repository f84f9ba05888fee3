package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.Field;

/** DURATION as ISO 8601 has it, in seconds alone: PT5400S, PT-0.5S. */
final class DurationCells extends CellWriter {
  private static final int LONGEST = 48;

  private final long perSecond;
  private final int fractionDigits;

  DurationCells(Field field, DurationType type, CsvDialect dialect) {
    super(field, dialect);
    this.perSecond = type.unit().perSecond();
    this.fractionDigits = type.unit().digits();
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    long count = values.get(LONG, 8L * slot);
    byte[] text = output.room(LONGEST);
    int at = output.position();
    text[at++] = 'P';
    text[at++] = 'T';
    long seconds = count / perSecond;
    long fraction = Math.abs(count % perSecond);
    if (count < 0 && seconds == 0) {
      text[at++] = '-';
    }
    at = NumberText.put(seconds, text, at);
    if (fraction != 0) {
      text[at++] = '.';
      at = NumberText.putDigits(fraction, fractionDigits, text, at);
    }
    text[at++] = 'S';
    output.advanceTo(at);
  }
}
