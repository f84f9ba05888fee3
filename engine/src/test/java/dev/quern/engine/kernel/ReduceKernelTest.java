package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class ReduceKernelTest {

  private static final long SEED = 20_260_204;

  @ParameterizedTest
  @EnumSource(
      value = LaneType.class,
      names = {"INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32"})
  void integerReductionsAreExact(LaneType type, MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        for (int share : KernelData.SHARES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            MemorySegment values = data.integers(type, n, 8 * type.byteWidth(), true);
            MemorySegment rows = data.bitmap(n, share);
            integers(tier, type, values, rows, n, data.context(tier, type, n, share));
          }
        }
      }
    }
  }

  @Test
  void uint64IsOrderedWithoutASign(MemoryBudget budget) {
    LaneType type = LaneType.UINT64;
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        for (int share : KernelData.SHARES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            MemorySegment values = data.integers(type, n, 64, true);
            MemorySegment rows = data.bitmap(n, share);
            String context = data.context(tier, type, n, share);
            long min = -1;
            long max = 0;
            for (int i = 0; i < n; i++) {
              if (Bitmaps.get(rows, i)) {
                long value = Slots.int64(values, i);
                min = Long.compareUnsigned(value, min) < 0 ? value : min;
                max = Long.compareUnsigned(value, max) > 0 ? value : max;
              }
            }
            Check.equal(tier.reduce().min(type, values, rows, n), min, context + " min");
            Check.equal(tier.reduce().max(type, values, rows, n), max, context + " max");
          }
        }
      }
    }
  }

  private static void integers(
      Kernels tier,
      LaneType type,
      MemorySegment values,
      MemorySegment rows,
      int n,
      String context) {
    BigInteger sum = BigInteger.ZERO;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    int argMin = Kernels.NONE;
    int argMax = Kernels.NONE;
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(rows, i)) {
        long value = KernelData.bits(type, values, i);
        sum = sum.add(BigInteger.valueOf(value));
        argMin = argMin < 0 || value < min ? i : argMin;
        argMax = argMax < 0 || value > max ? i : argMax;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    Int128 total = new Int128();
    tier.reduce().sum(type, values, rows, n, total);
    assertThat(total.toBigInteger()).as(context).isEqualTo(sum);
    Check.equal(tier.reduce().min(type, values, rows, n), min, context + " min");
    Check.equal(tier.reduce().max(type, values, rows, n), max, context + " max");
    Check.equal(tier.reduce().argMin(type, values, rows, n), argMin, context + " argMin");
    Check.equal(tier.reduce().argMax(type, values, rows, n), argMax, context + " argMax");
  }

  @ParameterizedTest
  @EnumSource(
      value = LaneType.class,
      names = {"FLOAT32", "FLOAT64"})
  void floatExtremaFollowTheTotalOrder(LaneType type, MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        for (int share : KernelData.SHARES) {
          for (boolean extremes : new boolean[] {false, true}) {
            try (KernelData data = new KernelData(budget, SEED + n)) {
              MemorySegment values = data.floats(type, n, extremes);
              MemorySegment rows = data.bitmap(n, share);
              extrema(tier, type, values, rows, n, data.context(tier, type, n, share));
            }
          }
        }
      }
    }
  }

  private static void extrema(
      Kernels tier,
      LaneType type,
      MemorySegment values,
      MemorySegment rows,
      int n,
      String context) {
    int argMin = Kernels.NONE;
    int argMax = Kernels.NONE;
    double min = Double.NaN;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(rows, i)) {
        double value = KernelData.number(type, values, i) + 0.0;
        argMin = argMin < 0 || Double.compare(value, min) < 0 ? i : argMin;
        argMax = argMax < 0 || Double.compare(value, max) > 0 ? i : argMax;
        min = Double.compare(value, min) < 0 ? value : min;
        max = Double.compare(value, max) > 0 ? value : max;
      }
    }
    Check.same(tier.reduce().minFloat(type, values, rows, n), min, context + " min", argMin);
    Check.same(tier.reduce().maxFloat(type, values, rows, n), max, context + " max", argMax);
    Check.equal(tier.reduce().argMin(type, values, rows, n), argMin, context + " argMin");
    Check.equal(tier.reduce().argMax(type, values, rows, n), argMax, context + " argMax");
  }

  @Test
  void floatSumsAgreeBitForBitAndAreNearTheExactSum(MemoryBudget budget) {
    Kernels scalar = Kernels.scalar();
    Kernels simd = Kernels.simd().orElseThrow();
    for (LaneType type : new LaneType[] {LaneType.FLOAT32, LaneType.FLOAT64}) {
      for (int n : new int[] {0, 1, 31, 32, 33, 1000, 1024, 1025, 2048, 3000, 8192, 20_000}) {
        for (int share : KernelData.SHARES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            MemorySegment values = data.floats(type, n, false);
            MemorySegment rows = data.bitmap(n, share);
            String context = data.context(simd, type, n, share);
            double sum = scalar.reduce().sumFloat(type, values, rows, n);
            Check.same(simd.reduce().sumFloat(type, values, rows, n), sum, context, -1);
            BigDecimal exact = BigDecimal.ZERO;
            double magnitude = 0;
            for (int i = 0; i < n; i++) {
              if (Bitmaps.get(rows, i)) {
                exact = exact.add(new BigDecimal(KernelData.number(type, values, i)));
                magnitude += Math.abs(KernelData.number(type, values, i));
              }
            }
            // 32 stripes of 32, then logarithmic: far fewer roundings than rows
            assertThat(sum)
                .as(context)
                .isCloseTo(exact.doubleValue(), within(magnitude * 64 * 0x1p-53));
          }
        }
      }
    }
  }

  @Test
  void floatSumsOfExtremesAgree(MemoryBudget budget) {
    for (int n : KernelData.SIZES) {
      for (int share : KernelData.SHARES) {
        try (KernelData data = new KernelData(budget, SEED + n)) {
          MemorySegment values = data.floats(LaneType.FLOAT64, n, true);
          MemorySegment rows = data.bitmap(n, share);
          double expected = Kernels.scalar().reduce().sumFloat(LaneType.FLOAT64, values, rows, n);
          Kernels simd = Kernels.simd().orElseThrow();
          double actual = simd.reduce().sumFloat(LaneType.FLOAT64, values, rows, n);
          Check.same(actual, expected, data.context(simd, "sum", n, share), -1);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LaneType.class)
  void momentsAreNearTheExactOnesAndTwinsAgree(LaneType type, MemoryBudget budget) {
    for (int n : KernelData.FEW_SIZES) {
      for (int share : KernelData.SHARES) {
        try (KernelData data = new KernelData(budget, SEED + n)) {
          MemorySegment values =
              type.isFloating()
                  ? data.floats(type, n, false)
                  : data.integers(type, n, Math.min(40, 8 * type.byteWidth()), false);
          MemorySegment rows = data.bitmap(n, share);
          Moments moments = new Moments();
          Moments twin = new Moments();
          int half = n / 2 & -64;
          for (Kernels tier : KernelData.tiers()) {
            Moments into = tier.equals(Kernels.scalar()) ? moments : twin;
            tier.reduce().moments(type, values, rows, half, into);
            MemorySegment restRows =
                Bitmaps.isAllValid(rows) ? rows : rows.asSlice(Bitmaps.byteSize(half));
            MemorySegment rest = values.asSlice((long) half * type.byteWidth());
            tier.reduce().moments(type, rest, restRows, n - half, into);
          }
          String context = data.context(Kernels.scalar(), type, n, share);
          Check.same(twin.mean(), moments.mean(), context + " mean of twins", -1);
          Check.same(twin.deviations(), moments.deviations(), context + " m2 of twins", -1);
          exactMoments(type, values, rows, n, moments, context);
        }
      }
    }
  }

  private static void exactMoments(
      LaneType type,
      MemorySegment values,
      MemorySegment rows,
      int n,
      Moments moments,
      String context) {
    long count = 0;
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(rows, i)) {
        BigDecimal value = new BigDecimal(KernelData.number(type, values, i));
        count++;
        sum = sum.add(value);
        squares = squares.add(value.multiply(value));
      }
    }
    assertThat(moments.count()).as(context).isEqualTo(count);
    if (count > 1) {
      BigDecimal rows128 = BigDecimal.valueOf(count);
      double mean = sum.divide(rows128, MathContext.DECIMAL128).doubleValue();
      double m2 =
          squares.subtract(sum.multiply(sum).divide(rows128, MathContext.DECIMAL128)).doubleValue();
      double spread = Math.sqrt(m2 / count);
      assertThat(moments.mean())
          .as(context)
          .isCloseTo(mean, within(1e-13 * (spread + Math.abs(mean))));
      assertThat(moments.variance(1)).as(context).isCloseTo(m2 / (count - 1), within(1e-11 * m2));
    }
  }
}
