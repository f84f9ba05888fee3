package dev.quern.engine.io.csv;

import dev.quern.engine.type.TimestampType;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * TIMESTAMP as yyyy-mm-dd, then T or a blank, hh:mm, seconds, a fraction of up to nine digits, and
 * Z or an offset; a date alone is its midnight.
 *
 * <p>An instant needs Z or an offset and a local date-time must have none, but a declared instant
 * without one is taken for UTC. Digits finer than the unit are no value unless they are zeros.
 */
final class TimestampParser extends ColumnParser {
  private static final int SECONDS_OF_DAY = 86_400;

  private final TimestampType type;
  private final boolean takesDates;

  // Where the parts of the text below were read up to; a parser belongs to one thread.
  private int at;
  private long nanos;

  TimestampParser(TimestampType type, int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
    this.type = type;
    // Where dates have a pattern, one of another form is no midnight.
    this.takesDates = !strict || dialect.formats().dateFormat().isEmpty();
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    at = start;
    nanos = 0;
    long days = date(text, end);
    if (days == Long.MIN_VALUE || (at == end && !takesDates)) {
      return false;
    }
    int seconds = at == end ? 0 : time(text, end);
    if (seconds == Calendar.NONE) {
      return false;
    }
    boolean zoned = at < end;
    int offset = zoned ? offset(text, end) : 0;
    if (offset == Calendar.NONE || (zoned ? !type.hasZone() : needsZone())) {
      return false;
    }
    return store(days * SECONDS_OF_DAY + seconds - offset, target, slot);
  }

  private boolean needsZone() {
    return type.hasZone() && strict;
  }

  private long date(byte[] text, int end) {
    if (!LongParser.isSign(text[at])) {
      if (end - at < Calendar.DATE_LENGTH) {
        return Long.MIN_VALUE;
      }
      int days = Calendar.date(text, at);
      at += Calendar.DATE_LENGTH;
      return days == Calendar.NONE ? Long.MIN_VALUE : days;
    }
    int from = at;
    while (at < end && !isSeparator(text[at])) {
      at++;
    }
    if (at - from > 20) {
      return Long.MIN_VALUE;
    }
    try {
      return LocalDate.parse(new String(text, from, at - from, StandardCharsets.ISO_8859_1))
          .toEpochDay();
    } catch (DateTimeParseException e) {
      return Long.MIN_VALUE; // no date: the caller says so
    }
  }

  private int time(byte[] text, int end) {
    if (!isSeparator(text[at]) || end - at < 6) {
      return Calendar.NONE;
    }
    at++;
    if (end - at < 8 || text[at + 5] != ':') {
      int seconds = Calendar.shortTime(text, at);
      at += 5;
      return seconds;
    }
    int seconds = Calendar.time(text, at);
    at += 8;
    if (at < end && (text[at] == '.' || text[at] == ',')) {
      return fraction(text, end) ? seconds : Calendar.NONE;
    }
    return seconds;
  }

  private boolean fraction(byte[] text, int end) {
    at++;
    int digits = 0;
    while (at < end && digits < 9 && Digits.isDigit(text[at])) {
      nanos = nanos * 10 + (text[at] - '0');
      digits++;
      at++;
    }
    nanos *= Digits.POWERS[9 - digits];
    return digits > 0;
  }

  /* Z, +hh, +hhmm or +hh:mm up to the end, in seconds. */
  private int offset(byte[] text, int end) {
    int n = end - at;
    if (n == 1 && (text[at] | 0x20) == 'z') {
      return 0;
    }
    if (!LongParser.isSign(text[at]) || (n != 3 && n != 5 && n != 6)) {
      return Calendar.NONE;
    }
    int hours = (int) Digits.upTo8(text, at + 1, 2);
    int minutes = n == 3 ? 0 : (int) Digits.upTo8(text, end - 2, 2);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || (n == 6 && text[at + 3] != ':')) {
      return Calendar.NONE;
    }
    int seconds = hours * 3600 + minutes * 60;
    return text[at] == '-' ? -seconds : seconds;
  }

  private boolean store(long seconds, ColumnTarget target, int slot) {
    long perSecond = type.unit().perSecond();
    long perCount = 1_000_000_000L / perSecond;
    if (nanos % perCount != 0) {
      return false;
    }
    long fraction = nanos / perCount;
    long high = Math.multiplyHigh(seconds, perSecond);
    long low = seconds * perSecond;
    long count = low + fraction;
    boolean fits = high == low >> 63 && (count >= low);
    if (!fits && !(high == -1 && low >= 0 && count < 0)) {
      return false;
    }
    target.setLong(slot, count);
    return true;
  }

  private static boolean isSeparator(byte b) {
    return b == 'T' || b == ' ' || b == 't';
  }
}
