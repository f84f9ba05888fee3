package dev.quern.engine.function.time;

import dev.quern.engine.function.time.TimePattern.Part;
import dev.quern.engine.kernel.scalar.Civil;
import java.util.List;

/** The fields of a time that stand in a text; used again for every text. */
final class TimeFields {
  /** What {@link #value} gives where the fields make no time, or none that fits. */
  static final long NO_SUCH_TIME = Long.MIN_VALUE;

  private static final int NONE = Integer.MIN_VALUE;

  private byte[] text = new byte[0];
  private int length; // where the text ends
  private int at;
  private int year;
  private int month;
  private int day;
  private int dayOfYear;
  private int hour;
  private int halfDay;
  private int minute;
  private int second;
  private int nano;
  private int offset;

  /** Whether the bytes between two places follow the pattern; then the fields are read. */
  boolean read(List<Part> parts, byte[] bytes, int from, int to) {
    text = bytes;
    length = to;
    at = from;
    year = 1970;
    month = 1;
    day = 1;
    dayOfYear = NONE;
    hour = 0;
    halfDay = NONE;
    minute = 0;
    second = 0;
    nano = 0;
    offset = NONE;
    for (Part part : parts) {
      if (!read(part)) {
        return false;
      }
    }
    return at == length;
  }

  private boolean read(Part part) {
    return switch (part.letter) {
      case 0 -> literal(part.text);
      case 'Y' -> (year = signed(4)) != NONE;
      case 'y' -> twoDigitYear();
      case 'm' -> (month = number(2)) != NONE;
      case 'd' -> (day = number(2)) != NONE;
      case 'j' -> (dayOfYear = number(3)) != NONE;
      case 'H', 'I' -> (hour = number(2)) != NONE;
      case 'M' -> (minute = number(2)) != NONE;
      case 'S' -> (second = number(2)) != NONE;
      case 'f' -> fraction();
      case 'p' -> (halfDay = name(new byte[][] {{'A', 'M'}, {'P', 'M'}})) != NONE;
      case 'a' -> name(TimePattern.SHORT_DAYS) != NONE;
      case 'A' -> name(TimePattern.DAYS) != NONE;
      case 'b' -> month(TimePattern.SHORT_MONTHS);
      case 'B' -> month(TimePattern.MONTHS);
      case 'z' -> offset();
      default -> false;
    };
  }

  /** The nanoseconds of the second that was read. */
  int nano() {
    return nano;
  }

  /** Whether an offset from UTC was read. */
  boolean hasOffset() {
    return offset != NONE;
  }

  /** Day or ticks; {@link #NO_SUCH_TIME} if there is no such date or time, or it does not fit. */
  long value(Clock clock) {
    int hourOfDay = hour;
    if (halfDay != NONE) {
      if (hour < 1 || hour > 12) {
        return NO_SUCH_TIME;
      }
      hourOfDay = hour % 12 + 12 * halfDay;
    }
    long date = date();
    if (date == NO_SUCH_TIME || hourOfDay > 23 || minute > 59 || second > 59) {
      return NO_SUCH_TIME;
    }
    if (clock.perSecond() == 0) {
      return date;
    }
    long seconds = date * 86_400 + hourOfDay * 3600L + minute * 60L + second;
    seconds -= offset == NONE ? 0 : offset;
    long ticks = seconds * clock.perSecond();
    if (Math.multiplyHigh(seconds, clock.perSecond()) != ticks >> 63) {
      return NO_SUCH_TIME;
    }
    return ticks + nano / (1_000_000_000L / clock.perSecond());
  }

  private long date() {
    if (dayOfYear != NONE) {
      boolean exists = dayOfYear >= 1 && dayOfYear <= (Civil.isLeap(year) ? 366 : 365);
      return exists ? Civil.day(year, 1, 1) + dayOfYear - 1 : NO_SUCH_TIME;
    }
    boolean exists = month >= 1 && month <= 12 && day >= 1 && day <= Civil.daysInMonth(year, month);
    return exists ? Civil.day(year, month, day) : NO_SUCH_TIME;
  }

  private boolean literal(byte[] expected) {
    if (length - at < expected.length) {
      return false;
    }
    for (byte octet : expected) {
      if (text[at++] != octet) {
        return false;
      }
    }
    return true;
  }

  private int signed(int digits) {
    boolean negative = at < length && text[at] == '-';
    if (negative) {
      at++;
    }
    int value = number(digits);
    return value == NONE ? NONE : negative ? -value : value;
  }

  /* Up to so many digits, one at least. */
  private int number(int digits) {
    int value = 0;
    int from = at;
    while (at < length && at < from + digits && text[at] >= '0' && text[at] <= '9') {
      value = value * 10 + text[at++] - '0';
    }
    return at == from ? NONE : value;
  }

  /* As POSIX has it: from 69 on they are of the last century. */
  private boolean twoDigitYear() {
    int value = number(2);
    year = value + (value >= 69 ? 1900 : 2000);
    return value != NONE;
  }

  private boolean fraction() {
    int from = at;
    int value = number(9);
    nano = value;
    for (int i = at - from; i < 9; i++) {
      nano *= 10;
    }
    return value != NONE;
  }

  private boolean month(byte[][] names) {
    int found = name(names);
    month = found + 1;
    return found != NONE;
  }

  /* The name that stands here, whatever the case of its letters. */
  private int name(byte[][] names) {
    for (int i = 0; i < names.length; i++) {
      byte[] name = names[i];
      int same = 0;
      while (same < name.length
          && at + same < length
          && (text[at + same] | 0x20) == (name[same] | 0x20)) {
        same++;
      }
      if (same == name.length) {
        at += same;
        return i;
      }
    }
    return NONE;
  }

  /* Z, +hh, +hhmm or +hh:mm. */
  private boolean offset() {
    if (at < length && text[at] == 'Z') {
      at++;
      offset = 0;
      return true;
    }
    if (at >= length || (text[at] != '+' && text[at] != '-')) {
      return false;
    }
    int sign = text[at++] == '-' ? -1 : 1;
    int hours = number(2);
    if (at < length && text[at] == ':') {
      at++;
    }
    int minutes = at < length && text[at] >= '0' && text[at] <= '9' ? number(2) : 0;
    offset = sign * (hours * 3600 + minutes * 60);
    return hours != NONE && hours <= 18 && minutes <= 59;
  }
}
