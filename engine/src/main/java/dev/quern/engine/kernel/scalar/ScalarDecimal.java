package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.DecimalKernel;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.kernel.Int128;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.UnaryOp;
import java.lang.foreign.MemorySegment;

/**
 * Decimals row by row in a {@link Wide} register; the frequent narrow cases have their own loops.
 */
public class ScalarDecimal implements DecimalKernel {

  @Override
  public int add(
      Decimals left, Decimals right, MemorySegment valid, int precision, MemorySegment out, int n) {
    Decimals result = Decimals.of(out, precision);
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      wide.set(left.high(i), left.low(i));
      boolean fits = wide.add(right.high(i), right.low(i));
      if (!(fits && wide.fits(precision)) && Bitmaps.get(valid, i)) {
        return i;
      }
      result.set(i, wide.high(), wide.low());
    }
    return Kernels.NONE;
  }

  @Override
  public int subtract(
      Decimals left, Decimals right, MemorySegment valid, int precision, MemorySegment out, int n) {
    Decimals result = Decimals.of(out, precision);
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      wide.set(left.high(i), left.low(i));
      boolean fits = wide.subtract(right.high(i), right.low(i));
      if (!(fits && wide.fits(precision)) && Bitmaps.get(valid, i)) {
        return i;
      }
      result.set(i, wide.high(), wide.low());
    }
    return Kernels.NONE;
  }

  @Override
  public int multiply(
      Decimals left, Decimals right, MemorySegment valid, int precision, MemorySegment out, int n) {
    if (Decimals.isWide(precision)) {
      if (!left.wide() && !right.wide()) {
        NarrowDecimals.product(left.slots(), right.slots(), out, n);
        return Kernels.NONE;
      }
      if (left.wide() && !right.wide()) {
        return NarrowDecimals.multiply(left.slots(), right.slots(), valid, precision, out, n);
      }
    }
    Decimals result = Decimals.of(out, precision);
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      boolean fits = wide.multiply(left.high(i), left.low(i), right.high(i), right.low(i));
      if (!(fits && wide.fits(precision)) && Bitmaps.get(valid, i)) {
        return i;
      }
      result.set(i, wide.high(), wide.low());
    }
    return Kernels.NONE;
  }

  @Override
  public int divide(
      Decimals left,
      Decimals right,
      MemorySegment valid,
      int shift,
      int precision,
      MemorySegment out,
      int n) {
    Decimals result = Decimals.of(out, precision);
    WideDivision division = new WideDivision();
    Wide quotient = division.quotient();
    for (int i = 0; i < n; i++) {
      long high = right.high(i);
      long low = right.low(i);
      boolean fits = true;
      if ((high | low) == 0 || !Bitmaps.get(valid, i)) {
        quotient.set(0, 0);
      } else {
        fits = division.divide(left.high(i), left.low(i), shift, high, low);
      }
      if (!(fits && quotient.fits(precision))) {
        return i;
      }
      result.set(i, quotient.high(), quotient.low());
    }
    return Kernels.NONE;
  }

  @Override
  public int remainder(
      Decimals left, Decimals right, MemorySegment valid, int precision, MemorySegment out, int n) {
    Decimals result = Decimals.of(out, precision);
    WideDivision division = new WideDivision();
    Wide rest = division.quotient();
    for (int i = 0; i < n; i++) {
      long high = right.high(i);
      long low = right.low(i);
      if ((high | low) == 0 || !Bitmaps.get(valid, i)) {
        rest.set(0, 0);
      } else {
        division.remainder(left.high(i), left.low(i), high, low);
      }
      if (!rest.fits(precision)) {
        return i;
      }
      result.set(i, rest.high(), rest.low());
    }
    return Kernels.NONE;
  }

  @Override
  public void apply(UnaryOp op, Decimals in, Decimals out, int n) {
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      wide.set(in.high(i), in.low(i));
      switch (op) {
        case NEGATE -> wide.negate();
        case ABS -> {
          if (wide.isNegative()) {
            wide.negate();
          }
        }
        case SIGN -> {
          long sign = wide.isNegative() ? -1 : (wide.high() | wide.low()) == 0 ? 0 : 1;
          wide.set(sign >> 63, sign);
        }
      }
      out.set(i, wide.high(), wide.low());
    }
  }

  @Override
  public void compare(CompareOp op, Decimals left, Decimals right, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      int end = Math.min(row + 64, n);
      long equal = 0;
      long less = 0;
      for (int i = row; i < end; i++) {
        long high = right.high(i);
        long low = right.low(i);
        equal |= equal(left, i, high, low) << i;
        less |= less(left, i, high, low) << i;
      }
      Bitmaps.setWord(out, row, choose(op, equal, less) & Bitmaps.maskBelow(row, n));
    }
  }

  @Override
  public void compare(CompareOp op, Decimals left, long high, long low, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      int end = Math.min(row + 64, n);
      long equal = 0;
      long less = 0;
      for (int i = row; i < end; i++) {
        equal |= equal(left, i, high, low) << i;
        less |= less(left, i, high, low) << i;
      }
      Bitmaps.setWord(out, row, choose(op, equal, less) & Bitmaps.maskBelow(row, n));
    }
  }

  private static long equal(Decimals left, int row, long high, long low) {
    return ((left.high(row) ^ high) | (left.low(row) ^ low)) == 0 ? 1 : 0;
  }

  private static long less(Decimals left, int row, long high, long low) {
    long leftHigh = left.high(row);
    // flipping the top bits makes the signed comparison an unsigned one
    boolean lowLess = (left.low(row) ^ Long.MIN_VALUE) < (low ^ Long.MIN_VALUE);
    return leftHigh < high || (leftHigh == high && lowLess) ? 1 : 0;
  }

  private static long choose(CompareOp op, long equal, long less) {
    return switch (op) {
      case EQ -> equal;
      case NE -> ~equal;
      case LT -> less;
      case LE -> less | equal;
      case GT -> ~(less | equal);
      case GE -> ~less;
    };
  }

  @Override
  public int rescale(
      Decimals in, MemorySegment valid, int shift, int precision, MemorySegment out, int n) {
    if (!in.wide() && !Decimals.isWide(precision)) {
      return NarrowDecimals.rescale(in.slots(), valid, shift, precision, out, n);
    }
    Decimals result = Decimals.of(out, precision);
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      wide.set(in.high(i), in.low(i));
      boolean fits = wide.shift(shift);
      if (!(fits && wide.fits(precision)) && Bitmaps.get(valid, i)) {
        return i;
      }
      result.set(i, wide.high(), wide.low());
    }
    return Kernels.NONE;
  }

  @Override
  public int fromLane(
      LaneType from,
      MemorySegment in,
      MemorySegment valid,
      int shift,
      int precision,
      MemorySegment out,
      int n) {
    return DecimalCasts.fromLane(from, in, valid, shift, precision, out, n);
  }

  @Override
  public int toLane(
      LaneType to, Decimals in, MemorySegment valid, int scale, MemorySegment out, int n) {
    return DecimalCasts.toLane(to, in, valid, scale, out, n);
  }

  @Override
  public boolean narrow(Decimals in, MemorySegment out, int n) {
    return NarrowDecimals.narrow(in.slots(), out, n);
  }

  /*
   * The lower words are added in halves, which 2^31 rows do not overflow: so no addition waits for
   * the carry of the one before.
   */
  @Override
  public void sum(Decimals in, MemorySegment valid, int n, Int128 sum) {
    long quarter = 0;
    long half = 0;
    long high = 0;
    for (int start = 0; start < n; start += 64) {
      long word = Bitmaps.wordOrOnes(valid, start);
      int end = Math.min(n, start + 64);
      for (int i = start; i < end; i++) {
        long mask = -(word >>> i & 1);
        long low = in.low(i) & mask;
        quarter += low & 0xffff_ffffL;
        half += low >>> 32;
        high += in.high(i) & mask;
      }
    }
    sum.add(high, 0);
    sum.add(half >>> 32, half << 32);
    sum.add(0, quarter);
  }

  @Override
  public int argMin(Decimals in, MemorySegment valid, int n) {
    int best = Kernels.NONE;
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i) && (best < 0 || less(in, i, in.high(best), in.low(best)) != 0)) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public int argMax(Decimals in, MemorySegment valid, int n) {
    int best = Kernels.NONE;
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i) && (best < 0 || less(in, best, in.high(i), in.low(i)) != 0)) {
        best = i;
      }
    }
    return best;
  }
}
