package dev.quern.engine.io.csv;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/** DATE as yyyy-mm-dd; years beyond 9999 or before 0 with a sign, as ISO 8601 has it. */
final class DateParser extends ColumnParser {

  DateParser(int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    long days =
        end - start == Calendar.DATE_LENGTH
            ? Calendar.date(text, start)
            : farDate(text, start, end);
    if (days == Calendar.NONE || days != (int) days) {
      return false;
    }
    target.setInt(slot, (int) days);
    return true;
  }

  private static long farDate(byte[] text, int start, int end) {
    if (!LongParser.isSign(text[start]) || end - start > 20) {
      return Calendar.NONE;
    }
    try {
      String date = new String(text, start, end - start, StandardCharsets.ISO_8859_1);
      return LocalDate.parse(date).toEpochDay();
    } catch (DateTimeParseException e) {
      return Calendar.NONE; // no date: the caller says so
    }
  }
}
