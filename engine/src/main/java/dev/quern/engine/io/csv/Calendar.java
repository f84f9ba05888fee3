package dev.quern.engine.io.csv;

/**
 * Dates and times of day in ISO 8601 text, read as whole words that are compared with a pattern.
 * Results below zero mean "no such date".
 */
final class Calendar {
  /** What {@link #date} and {@link #time} return for what is none. */
  static final int NONE = Integer.MIN_VALUE;

  private static final long DATE_PATTERN = 0x2D30302D30303030L; // "0000-00-" backwards
  private static final long DATE_LIMITS = 0x7F76767F76767676L; // 0 for a dash, 9 for a digit
  private static final long TIME_PATTERN = 0x30303A30303A3030L; // "00:00:00" backwards
  private static final long TIME_LIMITS = 0x76767F76767F7676L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** Characters of yyyy-mm-dd. */
  static final int DATE_LENGTH = 10;

  private Calendar() {}

  /** Days since 1970-01-01 of the yyyy-mm-dd at a place, or {@link #NONE}. */
  static int date(byte[] text, int at) {
    long word = Digits.word(text, at) ^ DATE_PATTERN;
    int tens = text[at + 8] - '0';
    int ones = text[at + 9] - '0';
    if ((((word + DATE_LIMITS) | word) & HIGH_BITS) != 0
        || (tens | ones) < 0
        || tens > 3
        || ones > 9) {
      return NONE;
    }
    int year = 1000 * digit(word, 0) + 100 * digit(word, 1) + 10 * digit(word, 2) + digit(word, 3);
    int month = 10 * digit(word, 5) + digit(word, 6);
    int day = 10 * tens + ones;
    if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
      return NONE;
    }
    return daysSinceEpoch(year, month, day);
  }

  /** Seconds since midnight of the hh:mm:ss at a place, or {@link #NONE}. */
  static int time(byte[] text, int at) {
    return seconds(Digits.word(text, at) ^ TIME_PATTERN);
  }

  /** Seconds since midnight of the hh:mm at a place, or {@link #NONE}. */
  static int shortTime(byte[] text, int at) {
    return seconds((Digits.word(text, at) ^ TIME_PATTERN) & 0xFFFFFFFFFFL);
  }

  private static int seconds(long word) {
    if ((((word + TIME_LIMITS) | word) & HIGH_BITS) != 0) {
      return NONE;
    }
    int hours = 10 * digit(word, 0) + digit(word, 1);
    int minutes = 10 * digit(word, 3) + digit(word, 4);
    int seconds = 10 * digit(word, 6) + digit(word, 7);
    return hours < 24 && minutes < 60 && seconds < 60
        ? hours * 3600 + minutes * 60 + seconds
        : NONE;
  }

  private static int digit(long word, int position) {
    return (int) (word >>> (8 * position)) & 0xf;
  }

  private static int daysOf(int year, int month) {
    if (month == 2) {
      return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return 30 + ((month + (month >>> 3)) & 1);
  }

  /*
   * Years begin in March, so that the leap day is the last one; 146,097 days are 400 years, and
   * 719,468 lie between 0000-03-01 and 1970-01-01. Years are not negative here.
   */
  private static int daysSinceEpoch(int year, int month, int day) {
    int shifted = month > 2 ? year : year - 1;
    int monthOfYear = month > 2 ? month - 3 : month + 9;
    int days = shifted * 365 + Math.floorDiv(shifted, 4);
    days += Math.floorDiv(shifted, 400) - Math.floorDiv(shifted, 100);
    return days + (153 * monthOfYear + 2) / 5 + day - 1 - 719_468;
  }
}
