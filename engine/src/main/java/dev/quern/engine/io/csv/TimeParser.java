package dev.quern.engine.io.csv;

import dev.quern.engine.type.TimeType;

/** TIME as hh:mm or hh:mm:ss, with up to nine digits of a second. */
final class TimeParser extends ColumnParser {
  private static final int MINUTES = 5;
  private static final int SECONDS = 8;

  private final long perSecond;

  TimeParser(TimeType type, int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
    this.perSecond = type.unit().perSecond();
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    int length = end - start;
    if (length != MINUTES && length < SECONDS) {
      return false;
    }
    int seconds = length == MINUTES ? Calendar.shortTime(text, start) : Calendar.time(text, start);
    if (seconds == Calendar.NONE) {
      return false;
    }
    long nanos = length > SECONDS ? fraction(text, start + SECONDS, end) : 0;
    long nanosPerTick = 1_000_000_000L / perSecond;
    if (nanos < 0 || nanos % nanosPerTick != 0) {
      return false;
    }
    target.setLong(slot, seconds * perSecond + nanos / nanosPerTick);
    return true;
  }

  /* The nanoseconds behind the point; -1 where there is something else. */
  private static long fraction(byte[] text, int point, int end) {
    int digits = end - point - 1;
    if ((text[point] != '.' && text[point] != ',') || digits < 1 || digits > 9) {
      return -1;
    }
    long nanos = 0;
    for (int i = point + 1; i < end; i++) {
      if (!Digits.isDigit(text[i])) {
        return -1;
      }
      nanos = nanos * 10 + (text[i] - '0');
    }
    return nanos * Digits.POWERS[9 - digits];
  }
}
