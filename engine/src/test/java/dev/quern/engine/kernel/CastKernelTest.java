package dev.quern.engine.kernel;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class CastKernelTest {

  private static final long SEED = 20_260_206;

  @ParameterizedTest
  @EnumSource(LaneType.class)
  void everyPairIsCheckedAndExact(LaneType from, MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (LaneType to : LaneType.values()) {
        for (int n : KernelData.SIZES) {
          for (int share : KernelData.SHARES) {
            try (KernelData data = new KernelData(budget, SEED + n)) {
              pair(tier, from, to, n, share, data);
            }
          }
        }
      }
    }
  }

  private static MemorySegment input(LaneType type, int n, KernelData data) {
    if (!type.isFloating()) {
      int bits = data.random.nextInt(2, 8 * type.byteWidth() + 1);
      return data.integers(type, n, bits, data.random.nextBoolean());
    }
    MemorySegment values = data.floats(type, n, data.random.nextInt(3) == 0);
    // the edges of the integer types, on both sides
    for (int i = 0; i < n / 100; i++) {
      double edge = (data.random.nextBoolean() ? 1 : -1) * Math.scalb(1.0, data.random.nextInt(70));
      double near = edge + (data.random.nextInt(3) - 1) * Math.max(0.5, Math.ulp(edge));
      KernelData.set(type, values, data.random.nextInt(n), near);
    }
    return values;
  }

  private static void pair(
      Kernels tier, LaneType from, LaneType to, int n, int share, KernelData data) {
    MemorySegment in = input(from, n, data);
    MemorySegment valid = data.bitmap(n, share);
    MemorySegment out = data.allocate(to, n);
    String context = data.context(tier, from + " to " + to, n, share);
    int fault = tier.cast().cast(from, to, in, valid, out, n);
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)) {
        long bits = KernelData.bits(from, in, i);
        if (!fits(from, to, bits)) {
          Check.equal(fault, i, context);
          return;
        }
        if (fault != Kernels.NONE) {
          continue;
        }
        if (to.isFloating()) {
          double expected = floating(from, to, bits);
          Check.same(KernelData.number(to, out, i), expected, context, i);
        } else {
          long expected = whole(from, bits).longValue();
          Check.equal(KernelData.bits(to, out, i), expected, context, i);
        }
      }
    }
    Check.equal(fault, Kernels.NONE, context);
  }

  private static boolean fits(LaneType from, LaneType to, long bits) {
    if (from.isFloating()) {
      double value = from.toDouble(bits);
      if (to.isFloating()) {
        return to == LaneType.FLOAT64
            || Double.isInfinite(value)
            || !Float.isInfinite((float) value);
      }
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        return false;
      }
    }
    if (to.isFloating()) {
      return true;
    }
    BigInteger whole = whole(from, bits);
    return to.isUnsigned()
        ? whole.signum() >= 0 && whole.bitLength() <= 8 * to.byteWidth()
        : whole.bitLength() < 8 * to.byteWidth();
  }

  private static BigInteger whole(LaneType from, long bits) {
    if (from == LaneType.UINT64) {
      return new BigInteger(Long.toUnsignedString(bits));
    }
    return from.isFloating()
        ? new BigDecimal(from.toDouble(bits)).setScale(0, RoundingMode.DOWN).toBigInteger()
        : BigInteger.valueOf(bits);
  }

  private static double floating(LaneType from, LaneType to, long bits) {
    if (from.isFloating()) {
      double value = from.toDouble(bits);
      return to == LaneType.FLOAT32 ? (float) value : value;
    }
    return to == LaneType.FLOAT32
        ? whole(from, bits).floatValue()
        : whole(from, bits).doubleValue();
  }

  @ParameterizedTest
  @EnumSource(LaneType.class)
  void bitsBecomeZeroAndOne(LaneType to, MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        for (int share : KernelData.SHARES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            MemorySegment bits = data.bitmap(n, share);
            MemorySegment out = data.allocate(to, n);
            tier.cast().fromBits(to, bits, out, n);
            for (int i = 0; i < n; i++) {
              String context = data.context(tier, "bits to " + to, n, share);
              Check.same(KernelData.number(to, out, i), Bitmaps.get(bits, i) ? 1 : 0, context, i);
            }
          }
        }
      }
    }
  }

  @Test
  void ticksAndDaysRoundDownAndAreChecked(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (long perDay : new long[] {86_400L, 86_400_000L, 86_400_000_000L, 86_400_000_000_000L}) {
        for (int n : KernelData.SIZES) {
          for (int share : KernelData.SHARES) {
            try (KernelData data = new KernelData(budget, SEED + n)) {
              String context = data.context(tier, "ticks " + perDay, n, share);
              toDays(tier, perDay, n, share, data, context);
              toTicks(tier, perDay, n, share, data, context);
              units(tier, n, share, data, context);
            }
          }
        }
      }
    }
  }

  private static void toDays(
      Kernels tier, long perDay, int n, int share, KernelData data, String context) {
    int bits = data.random.nextInt(20, 65);
    MemorySegment ticks = data.integers(LaneType.INT64, n, bits, data.random.nextInt(4) == 0);
    MemorySegment valid = data.bitmap(n, share);
    MemorySegment out = data.allocate(LaneType.INT32, n);
    int fault = tier.cast().ticksToDays(ticks, valid, perDay, out, n);
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)) {
        long day = Math.floorDiv(Slots.int64(ticks, i), perDay);
        if (day != (int) day) {
          Check.equal(fault, i, context);
          return;
        }
        if (fault == Kernels.NONE) {
          Check.equal(Slots.int32(out, i), day, context, i);
        }
      }
    }
    Check.equal(fault, Kernels.NONE, context);
  }

  private static void toTicks(
      Kernels tier, long perDay, int n, int share, KernelData data, String context) {
    MemorySegment days = data.integers(LaneType.INT32, n, 17, data.random.nextInt(4) == 0);
    MemorySegment valid = data.bitmap(n, share);
    MemorySegment out = data.allocate(LaneType.INT64, n);
    int fault = tier.cast().daysToTicks(days, valid, perDay, out, n);
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)) {
        BigInteger expected =
            BigInteger.valueOf(Slots.int32(days, i)).multiply(BigInteger.valueOf(perDay));
        if (expected.bitLength() > 63) {
          Check.equal(fault, i, context);
          return;
        }
        if (fault == Kernels.NONE) {
          Check.equal(Slots.int64(out, i), expected.longValueExact(), context, i);
        }
      }
    }
    Check.equal(fault, Kernels.NONE, context);
  }

  private static void units(Kernels tier, int n, int share, KernelData data, String context) {
    MemorySegment ticks = data.integers(LaneType.INT64, n, 60, data.random.nextBoolean());
    MemorySegment valid = data.bitmap(n, share);
    MemorySegment out = data.allocate(LaneType.INT64, n);
    tier.cast().floorDivideInt64(ticks, 1000, out, n);
    for (int i = 0; i < n; i++) {
      Check.equal(Slots.int64(out, i), Math.floorDiv(Slots.int64(ticks, i), 1000), context, i);
    }
    int fault = tier.cast().multiplyInt64(ticks, valid, 1000, out, n);
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)) {
        long product = Slots.int64(ticks, i) * 1000;
        if (Math.multiplyHigh(Slots.int64(ticks, i), 1000) != product >> 63) {
          Check.equal(fault, i, context + " times 1000");
          return;
        }
      }
    }
    Check.equal(fault, Kernels.NONE, context + " times 1000");
  }
}
