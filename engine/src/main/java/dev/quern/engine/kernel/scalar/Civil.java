package dev.quern.engine.kernel.scalar;

/**
 * The calendar of a day counted from 1970-01-01, by the "Euclidean affine functions" of Neri and
 * Schneider (2022): years start in March, so that the leap day is the last one, and divisions are
 * multiplications. The era is shifted by 14,700 times 400 years, so that all of INT32 is positive.
 */
final class Civil {

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

  static long year(long day) {
    long inCentury = dayOfCentury(day);
    long year = 100 * century(day) + ((YEAR_FACTOR * inCentury) >>> 32);
    return year - YEARS + (dayOfMarchYear(inCentury) >= MARCH_TO_DECEMBER ? 1 : 0);
  }

  static long month(long day) {
    long inYear = dayOfMarchYear(dayOfCentury(day));
    long month = (2141 * inYear + 197_913) >>> 16;
    return month > 12 ? month - 12 : month;
  }

  static long dayOfMonth(long day) {
    long inYear = dayOfMarchYear(dayOfCentury(day));
    return (2141 * inYear + 197_913 & 0xFFFF) / 2141 + 1;
  }

  static long quarter(long day) {
    return (month(day) + 2) / 3;
  }

  static long dayOfYear(long day) {
    long inCentury = dayOfCentury(day);
    long inYear = dayOfMarchYear(inCentury);
    long yearOfCentury = (YEAR_FACTOR * inCentury) >>> 32;
    long cycle = yearOfCentury == 0 ? century(day) : yearOfCentury;
    long leap = (cycle & 3) == 0 ? 1 : 0;
    return inYear >= MARCH_TO_DECEMBER ? inYear - 305 : inYear + 60 + leap;
  }

  static long dayOfWeek(long day) {
    return Math.floorMod(day + 3, 7L) + 1;
  }

  /** The Thursday of the day's week: it decides which year the week belongs to. */
  private static long thursday(long day) {
    return day - dayOfWeek(day) + 4;
  }

  static long week(long day) {
    return (dayOfYear(thursday(day)) + 6) / 7;
  }

  static long weekYear(long day) {
    return year(thursday(day));
  }

  static long startOfYear(long day) {
    return day - dayOfYear(day) + 1;
  }

  static long startOfMonth(long day) {
    return day - dayOfMonth(day) + 1;
  }

  static long startOfWeek(long day) {
    return day - dayOfWeek(day) + 1;
  }

  /** The start of the month, and of the month before when there are such in the quarter. */
  static long startOfQuarter(long day) {
    long start = startOfMonth(day);
    long monthsBefore = (month(day) - 1) % 3;
    start = monthsBefore > 0 ? startOfMonth(start - 1) : start;
    return monthsBefore > 1 ? startOfMonth(start - 1) : start;
  }
}
