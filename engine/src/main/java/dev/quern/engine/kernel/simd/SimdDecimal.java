package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.kernel.Int128;
import dev.quern.engine.kernel.scalar.ScalarDecimal;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/** Decimals: sums of columns without nulls by vectors, the rest is the scalar twin's. */
final class SimdDecimal extends ScalarDecimal {
  private static final int DECIMALS = LANES_64 / 2;
  private static final long LOW_HALF = 0xffff_ffffL;

  /*
   * A vector holds the words of some decimals, low ones in the even lanes and high ones in the odd
   * lanes. The low words are added in halves, which 2^31 rows do not overflow, the high words whole.
   */
  @Override
  public void sum(Decimals in, MemorySegment valid, int n, Int128 sum) {
    MemorySegment slots = in.slots();
    assert Species.areNative(slots, valid);
    int whole = n & -(2 * DECIMALS);
    if (!in.wide() || !Bitmaps.isAllValid(valid) || whole == 0) {
      super.sum(in, valid, n, sum);
      return;
    }
    LongVector quarters = LongVector.zero(I64);
    LongVector halves = LongVector.zero(I64);
    LongVector words = LongVector.zero(I64);
    for (int i = 0; i < whole; i += 2 * DECIMALS) {
      long at = 16L * i;
      LongVector one = LongVector.fromMemorySegment(I64, slots, at, LE);
      LongVector two = LongVector.fromMemorySegment(I64, slots, at + 8L * LANES_64, LE);
      quarters = quarters.add(one.and(LOW_HALF)).add(two.and(LOW_HALF));
      halves =
          halves
              .add(one.lanewise(VectorOperators.LSHR, 32))
              .add(two.lanewise(VectorOperators.LSHR, 32));
      words = words.add(one).add(two);
    }
    long quarter = 0;
    long half = 0;
    long high = 0;
    for (int lane = 0; lane < LANES_64; lane += 2) {
      quarter += quarters.lane(lane);
      half += halves.lane(lane);
      high += words.lane(lane + 1);
    }
    sum.add(high, 0);
    sum.add(half >>> 32, half << 32);
    sum.add(0, quarter);
    if (whole < n) {
      super.sum(new Decimals(slots.asSlice(16L * whole), true), valid, n - whole, sum);
    }
  }
}
