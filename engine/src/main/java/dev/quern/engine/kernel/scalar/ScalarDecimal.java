package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.DecimalKernel;
import dev.quern.engine.kernel.Int128;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.UnaryOp;
import java.lang.foreign.MemorySegment;

/** Decimals on two words, row by row in a {@link Wide} register. */
public class ScalarDecimal implements DecimalKernel {

  @Override
  public int add(
      MemorySegment left,
      MemorySegment right,
      MemorySegment valid,
      int precision,
      MemorySegment out,
      int n) {
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      wide.set(Slots.high(left, i), Slots.low(left, i));
      boolean fits = wide.add(Slots.high(right, i), Slots.low(right, i));
      if (!(fits && wide.fits(precision)) && Bitmaps.get(valid, i)) {
        return i;
      }
      Slots.setWide(out, i, wide.high(), wide.low());
    }
    return Kernels.NONE;
  }

  @Override
  public int subtract(
      MemorySegment left,
      MemorySegment right,
      MemorySegment valid,
      int precision,
      MemorySegment out,
      int n) {
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      wide.set(Slots.high(left, i), Slots.low(left, i));
      boolean fits = wide.subtract(Slots.high(right, i), Slots.low(right, i));
      if (!(fits && wide.fits(precision)) && Bitmaps.get(valid, i)) {
        return i;
      }
      Slots.setWide(out, i, wide.high(), wide.low());
    }
    return Kernels.NONE;
  }

  @Override
  public int multiply(
      MemorySegment left,
      MemorySegment right,
      MemorySegment valid,
      int precision,
      MemorySegment out,
      int n) {
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      boolean fits =
          wide.multiply(
              Slots.high(left, i), Slots.low(left, i), Slots.high(right, i), Slots.low(right, i));
      if (!(fits && wide.fits(precision)) && Bitmaps.get(valid, i)) {
        return i;
      }
      Slots.setWide(out, i, wide.high(), wide.low());
    }
    return Kernels.NONE;
  }

  @Override
  public int divide(
      MemorySegment left,
      MemorySegment right,
      MemorySegment valid,
      int shift,
      int precision,
      MemorySegment out,
      int n) {
    WideDivision division = new WideDivision();
    Wide quotient = division.quotient();
    for (int i = 0; i < n; i++) {
      long high = Slots.high(right, i);
      long low = Slots.low(right, i);
      boolean fits = true;
      if ((high | low) == 0 || !Bitmaps.get(valid, i)) {
        quotient.set(0, 0);
      } else {
        fits = division.divide(Slots.high(left, i), Slots.low(left, i), shift, high, low);
      }
      if (!(fits && quotient.fits(precision))) {
        return i;
      }
      Slots.setWide(out, i, quotient.high(), quotient.low());
    }
    return Kernels.NONE;
  }

  @Override
  public void apply(UnaryOp op, MemorySegment in, MemorySegment out, int n) {
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      wide.set(Slots.high(in, i), Slots.low(in, i));
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
      Slots.setWide(out, i, wide.high(), wide.low());
    }
  }

  @Override
  public void compare(
      CompareOp op, MemorySegment left, MemorySegment right, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      int end = Math.min(row + 64, n);
      long equal = 0;
      long less = 0;
      for (int i = row; i < end; i++) {
        long high = Slots.high(right, i);
        long low = Slots.low(right, i);
        equal |= equal(left, i, high, low) << i;
        less |= less(left, i, high, low) << i;
      }
      Bitmaps.setWord(out, row, choose(op, equal, less) & Bitmaps.maskBelow(row, n));
    }
  }

  @Override
  public void compare(
      CompareOp op, MemorySegment left, long high, long low, MemorySegment out, int n) {
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

  private static long equal(MemorySegment left, int row, long high, long low) {
    return ((Slots.high(left, row) ^ high) | (Slots.low(left, row) ^ low)) == 0 ? 1 : 0;
  }

  private static long less(MemorySegment left, int row, long high, long low) {
    long leftHigh = Slots.high(left, row);
    // flipping the top bits makes the signed comparison an unsigned one
    boolean lowLess = (Slots.low(left, row) ^ Long.MIN_VALUE) < (low ^ Long.MIN_VALUE);
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
      MemorySegment in, MemorySegment valid, int shift, int precision, MemorySegment out, int n) {
    Wide wide = new Wide();
    for (int i = 0; i < n; i++) {
      wide.set(Slots.high(in, i), Slots.low(in, i));
      boolean fits = wide.shift(shift);
      if (!(fits && wide.fits(precision)) && Bitmaps.get(valid, i)) {
        return i;
      }
      Slots.setWide(out, i, wide.high(), wide.low());
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
      LaneType to, MemorySegment in, MemorySegment valid, int scale, MemorySegment out, int n) {
    return DecimalCasts.toLane(to, in, valid, scale, out, n);
  }

  /*
   * The lower words are added in halves, which 2^31 rows do not overflow: so no addition waits for
   * the carry of the one before.
   */
  @Override
  public void sum(MemorySegment in, MemorySegment valid, int n, Int128 sum) {
    long quarter = 0;
    long half = 0;
    long high = 0;
    for (int start = 0; start < n; start += 64) {
      long word = Bitmaps.wordOrOnes(valid, start);
      int end = Math.min(n, start + 64);
      for (int i = start; i < end; i++) {
        long mask = -(word >>> i & 1);
        long low = Slots.low(in, i) & mask;
        quarter += low & 0xffff_ffffL;
        half += low >>> 32;
        high += Slots.high(in, i) & mask;
      }
    }
    sum.add(high, 0);
    sum.add(half >>> 32, half << 32);
    sum.add(0, quarter);
  }

  @Override
  public int argMin(MemorySegment in, MemorySegment valid, int n) {
    int best = Kernels.NONE;
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)
          && (best < 0 || less(in, i, Slots.high(in, best), Slots.low(in, best)) != 0)) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public int argMax(MemorySegment in, MemorySegment valid, int n) {
    int best = Kernels.NONE;
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)
          && (best < 0 || less(in, best, Slots.high(in, i), Slots.low(in, i)) != 0)) {
        best = i;
      }
    }
    return best;
  }
}
