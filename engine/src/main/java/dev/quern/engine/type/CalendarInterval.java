package dev.quern.engine.type;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A calendar interval: what is added to a date or a timestamp in this order, months, then days,
 * then nanoseconds. Each part has a sign of its own, and none flows over into another: 40 days are
 * not a month, and 24 hours not a day. So two intervals are equal when their parts are, and neither
 * is less.
 */
public record CalendarInterval(int months, int days, long nanos) implements Serializable {
  /** The most bytes that {@link #write} takes. */
  public static final int MOST_BYTES = 64;

  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR = 3_600 * SECOND;
  private static final long MINUTE = 60 * SECOND;

  private static final Pattern ISO =
      Pattern.compile(
          "(-?)P(?:([-+]?\\d+)Y)?(?:([-+]?\\d+)M)?(?:([-+]?\\d+)W)?(?:([-+]?\\d+)D)?"
              + "(?:T(?:([-+]?\\d+)H)?(?:([-+]?\\d+)M)?(?:([-+]?\\d+)(?:[.,](\\d{1,9}))?S)?)?");

  private static final Pattern COUNTED =
      Pattern.compile("([-+]?\\d+)\\s*(ns|us|ms|s|mo|m|h|d|w|q|y)\\s*");

  /**
   * A length of time as people write it: counts of units, {@code 1mo}, {@code 2d12h}, {@code -15m},
   * or ISO 8601 as {@link #parse} takes it. The units are ns, us, ms, s, m (minutes), h, d, w, mo
   * (months), q (quarters) and y; a sign stands before each count that is negative.
   *
   * @throws DateTimeException when the text is none, or one that is too long
   */
  public static CalendarInterval of(String text) {
    String stripped = text.strip();
    if (stripped.contains("P")) {
      return parse(stripped);
    }
    Matcher counts = COUNTED.matcher(stripped);
    long months = 0;
    long days = 0;
    long nanos = 0;
    int end = 0;
    try {
      while (counts.find() && counts.start() == end) {
        long count = Long.parseLong(counts.group(1));
        switch (counts.group(2)) {
          case "y" -> months = Math.addExact(months, Math.multiplyExact(count, 12L));
          case "q" -> months = Math.addExact(months, Math.multiplyExact(count, 3L));
          case "mo" -> months = Math.addExact(months, count);
          case "w" -> days = Math.addExact(days, Math.multiplyExact(count, 7L));
          case "d" -> days = Math.addExact(days, count);
          case String unit -> nanos = Math.addExact(nanos, Math.multiplyExact(count, nanos(unit)));
        }
        end = counts.end();
      }
      if (end == 0 || end < stripped.length()) {
        throw new DateTimeException(
            "'" + text + "' is no length of time: write it like 15m, 1d, 2w, 1mo or P1M");
      }
      return new CalendarInterval(Math.toIntExact(months), Math.toIntExact(days), nanos);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new DateTimeException("'" + text + "' is longer than an interval can be", e);
    }
  }

  private static long nanos(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us" -> 1_000;
      case "ms" -> 1_000_000;
      case "s" -> SECOND;
      case "m" -> MINUTE;
      default -> HOUR;
    };
  }

  /** The months and days of {@code period}; years are months. */
  public static CalendarInterval of(Period period) {
    int days = Math.toIntExact(period.get(ChronoUnit.DAYS));
    return new CalendarInterval(Math.toIntExact(period.toTotalMonths()), days, 0);
  }

  /** {@code duration} in nanoseconds: up to 292 years. */
  public static CalendarInterval of(Duration duration) {
    return new CalendarInterval(0, 0, duration.toNanos());
  }

  /**
   * What ISO 8601 calls a duration: {@code P1Y2M3DT4H5M6.5S}, with a sign before any part or before
   * the whole.
   *
   * @throws DateTimeException when the text is none, or one that is too long
   */
  public static CalendarInterval parse(String text) {
    Matcher parts = ISO.matcher(text);
    if (!parts.matches() || text.endsWith("P") || text.endsWith("T")) {
      throw new DateTimeException("'" + text + "' is no interval such as P1Y2M3DT4H5M6.5S");
    }
    try {
      long sign = parts.group(1).isEmpty() ? 1 : -1;
      long months = Math.addExact(Math.multiplyExact(12L, number(parts, 2)), number(parts, 3));
      long days = Math.addExact(Math.multiplyExact(7L, number(parts, 4)), number(parts, 5));
      String fraction = parts.group(9) == null ? "" : parts.group(9);
      long part = Long.parseLong((fraction + "000000000").substring(0, 9));
      boolean isNegative = parts.group(8) != null && parts.group(8).startsWith("-");
      long nanos = Math.multiplyExact(SECOND, number(parts, 8));
      nanos = Math.addExact(nanos, isNegative ? -part : part);
      nanos = Math.addExact(nanos, Math.multiplyExact(HOUR, number(parts, 6)));
      nanos = Math.addExact(nanos, Math.multiplyExact(MINUTE, number(parts, 7)));
      return new CalendarInterval(
          Math.toIntExact(sign * months),
          Math.toIntExact(sign * days),
          Math.multiplyExact(sign, nanos));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new DateTimeException("'" + text + "' is longer than an interval can be", e);
    }
  }

  private static long number(Matcher parts, int group) {
    return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
  }

  /** As ISO 8601 has it: {@code P1Y2M3DT4H5M6.5S}, and {@code PT0S} of nothing. */
  @Override
  public String toString() {
    byte[] text = new byte[MOST_BYTES];
    return new String(text, 0, write(months, days, nanos, text, 0), StandardCharsets.US_ASCII);
  }

  /**
   * Writes the text of an interval from {@code at} on; returns where it ends.
   *
   * @param text has room for {@link #MOST_BYTES}
   */
  public static int write(int months, int days, long nanos, byte[] text, int at) {
    int end = at;
    text[end++] = 'P';
    end = part(months / 12, 'Y', text, end);
    end = part(months % 12, 'M', text, end);
    end = part(days, 'D', text, end);
    if (nanos == 0 && end > at + 1) {
      return end;
    }
    text[end++] = 'T';
    end = part(nanos / HOUR, 'H', text, end);
    end = part(nanos % HOUR / MINUTE, 'M', text, end);
    long seconds = nanos % MINUTE;
    if (seconds == 0 && nanos != 0) {
      return end;
    }
    if (seconds < 0) {
      text[end++] = '-';
    }
    end = digits(Math.abs(seconds / SECOND), text, end);
    long fraction = Math.abs(seconds % SECOND);
    if (fraction != 0) {
      text[end++] = '.';
      for (long place = SECOND / 10; fraction != 0; place /= 10) {
        text[end++] = (byte) ('0' + fraction / place);
        fraction %= place;
      }
    }
    text[end++] = 'S';
    return end;
  }

  private static int part(long number, char unit, byte[] text, int at) {
    if (number == 0) {
      return at;
    }
    int end = at;
    if (number < 0) {
      text[end++] = '-';
    }
    end = digits(Math.abs(number), text, end);
    text[end++] = (byte) unit;
    return end;
  }

  private static int digits(long number, byte[] text, int at) {
    int count = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      count++;
    }
    long left = number;
    for (int i = at + count - 1; i >= at; i--) {
      text[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    return at + count;
  }
}
