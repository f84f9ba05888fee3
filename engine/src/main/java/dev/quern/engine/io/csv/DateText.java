package dev.quern.engine.io.csv;

import dev.quern.engine.DataException;
import java.time.DateTimeException;
import java.time.LocalDate;

/** Dates as ISO 8601 text. */
final class DateText {
  /* 0000-01-01 and 9999-12-31: years beyond have a sign. */
  private static final int FIRST = -719_528;
  private static final int LAST = 2_932_896;

  private DateText() {}

  /** Writes the day that is {@code days} after 1970-01-01; returns where it ends. */
  static int put(long days, byte[] text, int at) {
    if (days < FIRST || days > LAST) {
      return NumberText.put(far(days).toString(), text, at);
    }
    // Counted from 0000-03-01 less 400 years, so that nothing is negative and leap days come last.
    int day = (int) days + 719_468 + 146_097;
    int century = (4 * day + 3) / 146_097;
    int ofCentury = day - 146_097 * century / 4;
    int year = (4 * ofCentury + 3) / 1461;
    int ofYear = ofCentury - 1461 * year / 4;
    int month = (5 * ofYear + 2) / 153;
    int ofMonth = ofYear - (153 * month + 2) / 5 + 1;
    int shift = month < 10 ? 0 : 1;
    int end = NumberText.putDigits(100 * century + year + shift - 400, 4, text, at);
    text[end++] = '-';
    end = NumberText.putDigits(month + 3 - 12 * shift, 2, text, end);
    text[end++] = '-';
    return NumberText.putDigits(ofMonth, 2, text, end);
  }

  private static LocalDate far(long days) {
    try {
      return LocalDate.ofEpochDay(days);
    } catch (DateTimeException e) {
      throw new DataException(
          "a date %,d days from 1970 has a year of more than nine digits, which ISO 8601 has not"
              .formatted(days),
          e);
    }
  }
}
