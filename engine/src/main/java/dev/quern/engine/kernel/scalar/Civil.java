package dev.quern.engine.kernel.scalar;

/**
 * The calendar of a day counted from 1970-01-01, by the "Euclidean affine functions" of Neri and
 * Schneider (2022): years start in March, so that the leap day is the last one, and divisions are
 * multiplications. The era is shifted by 14,700 times 400 years, so that all of INT32 is positive.
 */
public final class Civil {

  private static final int CYCLES = 14_700;
  private static final long SHIFT = 719_468L + 146_097L * CYCLES;
  private static final long YEARS = 400L * CYCLES;
  private static final long LOW_HALF = 0xFFFFFFFFL;
  private static final long YEAR_FACTOR = 2_939_745L;

  /** Days from 1 March to 31 December: what comes later in that year belongs to the next. */
  private static final int MARCH_TO_DECEMBER = 306;

  private Civil() {}

  /** Four times the day of the 100 years it is in, plus 3. */
  private static long dayOfCentury(long day) {
    return (4 * (day + SHIFT) + 3) % 146_097 | 3;
  }

  private static long century(long day) {
    return (4 * (day + SHIFT) + 3) / 146_097;
  }

  /** Days since 1 March. */
  private static long dayOfMarchYear(long dayOfCentury) {
    return ((YEAR_FACTOR * dayOfCentury & LOW_HALF) / YEAR_FACTOR) >>> 2;
  }

  /** The year of a day. */
  public static long year(long day) {
    long inCentury = dayOfCentury(day);
    long year = 100 * century(day) + ((YEAR_FACTOR * inCentury) >>> 32);
    return year - YEARS + (dayOfMarchYear(inCentury) >= MARCH_TO_DECEMBER ? 1 : 0);
  }

  /** The month, 1 to 12. */
  public static long month(long day) {
    long inYear = dayOfMarchYear(dayOfCentury(day));
    long month = (2141 * inYear + 197_913) >>> 16;
    return month > 12 ? month - 12 : month;
  }

  /** The day of the month, 1 to 31. */
  public static long dayOfMonth(long day) {
    long inYear = dayOfMarchYear(dayOfCentury(day));
    return (2141 * inYear + 197_913 & 0xFFFF) / 2141 + 1;
  }

  /** The quarter, 1 to 4. */
  public static long quarter(long day) {
    return (month(day) + 2) / 3;
  }

  /** The day of the year, 1 to 366. */
  public static long dayOfYear(long day) {
    long inCentury = dayOfCentury(day);
    long inYear = dayOfMarchYear(inCentury);
    long yearOfCentury = (YEAR_FACTOR * inCentury) >>> 32;
    long cycle = yearOfCentury == 0 ? century(day) : yearOfCentury;
    long leap = (cycle & 3) == 0 ? 1 : 0;
    return inYear >= MARCH_TO_DECEMBER ? inYear - 305 : inYear + 60 + leap;
  }

  /** The day of the week, 1 (Monday) to 7. */
  public static long dayOfWeek(long day) {
    return Math.floorMod(day + 3, 7L) + 1;
  }

  /** The Thursday of the day's week: it decides which year the week belongs to. */
  private static long thursday(long day) {
    return day - dayOfWeek(day) + 4;
  }

  /** The ISO 8601 week. */
  public static long week(long day) {
    return (dayOfYear(thursday(day)) + 6) / 7;
  }

  /** The year that the ISO 8601 week belongs to. */
  public static long weekYear(long day) {
    return year(thursday(day));
  }

  /** The first day of the year. */
  public static long startOfYear(long day) {
    return day - dayOfYear(day) + 1;
  }

  /** The first day of the month. */
  public static long startOfMonth(long day) {
    return day - dayOfMonth(day) + 1;
  }

  /** The Monday of the week. */
  public static long startOfWeek(long day) {
    return day - dayOfWeek(day) + 1;
  }

  /** The start of the month, and of the month before when there are such in the quarter. */
  public static long startOfQuarter(long day) {
    long start = startOfMonth(day);
    long monthsBefore = (month(day) - 1) % 3;
    start = monthsBefore > 0 ? startOfMonth(start - 1) : start;
    return monthsBefore > 1 ? startOfMonth(start - 1) : start;
  }

  /** The day of a date that exists; years from -5,000,000 to 5,000,000. */
  public static long day(long year, long month, long dayOfMonth) {
    long marchYear = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(marchYear, 400L);
    long inEra = marchYear - era * 400;
    long inYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dayOfMonth - 1;
    return era * 146_097 + inEra * 365 + inEra / 4 - inEra / 100 + inYear - 719_468;
  }

  /** Whether the year has 366 days. */
  public static boolean isLeap(long year) {
    return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** How many days the month has. */
  public static int daysInMonth(long year, int month) {
    return switch (month) {
      case 4, 6, 9, 11 -> 30;
      case 2 -> isLeap(year) ? 29 : 28;
      default -> 31;
    };
  }
}
