package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.F64;
import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Divisions and the calendar on blocks in place; a block is a whole number of vectors long. The
 * calendar is that of the scalar twin (Neri and Schneider, 2022), over days within INT32.
 *
 * <p>Vectors have no integer division. Of numbers below 2^50, {@code (x + 0.5) / d} is far enough
 * from a whole number for {@code (x + 0.5) * (1 / d)} in floating point to be truncated right; for
 * larger ones the remainder says how far off the quotient is, as long as that is below 2^50.
 */
final class DateBlocks {

  private static final int CYCLES = 14_700;
  private static final long SHIFT = 719_468L + 146_097L * CYCLES;
  private static final long YEARS = 400L * CYCLES;
  private static final long LOW_HALF = 0xFFFFFFFFL;
  private static final long YEAR_FACTOR = 2_939_745L;
  private static final int MARCH_TO_DECEMBER = 306;

  /** A multiple of 7 that makes every day of INT32 positive, plus the 3 days after a Monday. */
  private static final long WEEK_SHIFT = 7L * (1 << 29) + 3;

  /** Rows of a block, a multiple of every vector's lanes. */
  static final int SIZE = 512;

  private DateBlocks() {}

  /** An array for a block of a call over {@code n} rows. */
  static long[] block(int n) {
    return new long[roundUp(Math.min(n, SIZE))];
  }

  /** Whole vectors for {@code n} rows. */
  static int roundUp(int n) {
    return (n + LANES_64 - 1) & -LANES_64;
  }

  private static LongVector load(long[] block, int i) {
    return LongVector.fromArray(I64, block, i);
  }

  private static LongVector truncate(DoubleVector x) {
    return (LongVector) x.convertShape(VectorOperators.D2L, I64, 0);
  }

  private static DoubleVector toDouble(LongVector x) {
    return (DoubleVector) x.convertShape(VectorOperators.L2D, F64, 0);
  }

  /** The quotient of numbers from 0 to 2^50. */
  private static LongVector divide(LongVector x, double reciprocal) {
    return truncate(toDouble(x).add(0.5).mul(reciprocal));
  }

  /** Whether quotients by {@code divisor} of all numbers of the block can be corrected. */
  static boolean canDivide(long[] block, long divisor, int n) {
    if (divisor >= 1L << 13) {
      return true;
    }
    long most = divisor << 50;
    VectorMask<Long> beyond = VectorMask.fromLong(I64, 0);
    for (int i = 0; i < n; i += LANES_64) {
      LongVector x = load(block, i);
      beyond = beyond.or(x.compare(VectorOperators.GT, most));
      beyond = beyond.or(x.compare(VectorOperators.LT, -most));
    }
    return !beyond.anyTrue();
  }

  /** Divides by a positive number, rounding down; see {@link #canDivide}. */
  static void floorDivide(long[] block, long divisor, int n) {
    double reciprocal = 1.0 / divisor;
    for (int i = 0; i < n; i += LANES_64) {
      LongVector x = load(block, i);
      // the truncated quotient is at most 1 too small and 2 too great: less 1, the remainder tells
      LongVector q = truncate(toDouble(x).mul(reciprocal)).sub(1);
      LongVector r = x.sub(q.mul(divisor));
      q = q.sub(1, r.compare(VectorOperators.LT, 0));
      q = q.add(1, r.compare(VectorOperators.GE, divisor));
      q = q.add(1, r.compare(VectorOperators.GE, 2 * divisor));
      q.intoArray(block, i);
    }
  }

  private static LongVector centuryNumerator(LongVector day) {
    return day.add(SHIFT).lanewise(VectorOperators.LSHL, 2).add(3);
  }

  private static LongVector century(LongVector numerator) {
    return divide(numerator, 1.0 / 146_097);
  }

  private static LongVector yearProduct(LongVector numerator, LongVector century) {
    return numerator.sub(century.mul(146_097)).or(3).mul(YEAR_FACTOR);
  }

  /** Days since 1 March. */
  private static LongVector dayOfMarchYear(LongVector product) {
    LongVector quotient = divide(product.and(LOW_HALF), 1.0 / YEAR_FACTOR);
    return quotient.lanewise(VectorOperators.LSHR, 2);
  }

  private static LongVector dayOfMarchYearOf(LongVector day) {
    LongVector numerator = centuryNumerator(day);
    return dayOfMarchYear(yearProduct(numerator, century(numerator)));
  }

  private static LongVector monthProduct(LongVector day) {
    return dayOfMarchYearOf(day).mul(2141).add(197_913);
  }

  private static LongVector monthOf(LongVector day) {
    LongVector month = monthProduct(day).lanewise(VectorOperators.LSHR, 16);
    return month.sub(12, month.compare(VectorOperators.GT, 12));
  }

  static void year(long[] days, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      LongVector numerator = centuryNumerator(load(days, i));
      LongVector century = century(numerator);
      LongVector product = yearProduct(numerator, century);
      LongVector year = century.mul(100).add(product.lanewise(VectorOperators.LSHR, 32)).sub(YEARS);
      LongVector inYear = dayOfMarchYear(product);
      year.add(1, inYear.compare(VectorOperators.GE, MARCH_TO_DECEMBER)).intoArray(days, i);
    }
  }

  static void month(long[] days, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      monthOf(load(days, i)).intoArray(days, i);
    }
  }

  static void quarter(long[] days, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      // (month + 2) / 3 for months 1 to 12
      LongVector thirds = monthOf(load(days, i)).add(2).mul(11);
      thirds.lanewise(VectorOperators.LSHR, 5).intoArray(days, i);
    }
  }

  static void dayOfMonth(long[] days, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      // a quotient by 2141 of 16 bits, by the reciprocal scaled to 2^32
      LongVector day = monthProduct(load(days, i)).and(0xFFFF).mul(2_006_057);
      day.lanewise(VectorOperators.LSHR, 32).add(1).intoArray(days, i);
    }
  }

  static void dayOfWeek(long[] days, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      LongVector x = load(days, i).add(WEEK_SHIFT);
      x.sub(divide(x, 1.0 / 7).mul(7)).add(1).intoArray(days, i);
    }
  }

  /**
   * What is left of ticks within {@code cycle}, in units of {@code step}; see {@link #canDivide}.
   */
  static void clock(long[] ticks, long cycle, long step, int n) {
    double cycleReciprocal = 1.0 / cycle;
    double stepReciprocal = 1.0 / step;
    for (int i = 0; i < n; i += LANES_64) {
      LongVector x = load(ticks, i);
      LongVector q = truncate(toDouble(x).mul(cycleReciprocal)).sub(1);
      LongVector r = x.sub(q.mul(cycle));
      r = r.add(cycle, r.compare(VectorOperators.LT, 0));
      r = r.sub(cycle, r.compare(VectorOperators.GE, cycle));
      r = r.sub(cycle, r.compare(VectorOperators.GE, cycle));
      divide(r, stepReciprocal).intoArray(ticks, i);
    }
  }
}
