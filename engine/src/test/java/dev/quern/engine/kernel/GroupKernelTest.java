package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class GroupKernelTest {

  private static final long SEED = 20_260_207;
  private static final int GROUPS = 37;

  private interface Body {
    void run(
        Kernels tier,
        KernelData data,
        int n,
        MemorySegment groups,
        MemorySegment rows,
        String context);
  }

  private static void forAll(MemoryBudget budget, Object what, Body body) {
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        for (int share : KernelData.SHARES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            MemorySegment groups = data.rowNumbers(n, GROUPS, false);
            MemorySegment rows = data.bitmap(n, share);
            body.run(tier, data, n, groups, rows, data.context(tier, what, n, share));
          }
        }
      }
    }
  }

  private static MemorySegment states(KernelData data, long neutral) {
    return states(data, LaneType.INT64, neutral);
  }

  private static MemorySegment states(KernelData data, LaneType type, long neutral) {
    MemorySegment states = data.allocate(type, GROUPS);
    Kernels.scalar().select().fill(type.byteWidth(), neutral, 0, states, GROUPS);
    return states;
  }

  @Test
  void countsAndFirstAndLastRows(MemoryBudget budget) {
    forAll(
        budget,
        "count",
        (tier, data, n, groups, rows, context) -> {
          long[] counts = new long[GROUPS];
          long[] first = new long[GROUPS];
          long[] last = new long[GROUPS];
          Arrays.fill(first, -1);
          Arrays.fill(last, -1);
          for (int i = 0; i < n; i++) {
            if (Bitmaps.get(rows, i)) {
              int group = Slots.int32(groups, i);
              counts[group]++;
              first[group] = first[group] < 0 ? 1000L + i : first[group];
              last[group] = 1000L + i;
            }
          }
          MemorySegment actualCounts = states(data, 0);
          MemorySegment actualFirst = states(data, -1);
          MemorySegment actualLast = states(data, -1);
          MemorySegment manyCounts = data.allocate(LaneType.INT64, 100).fill((byte) 0);
          tier.group().count(groups, rows, actualCounts, n);
          tier.group().count(groups, rows, manyCounts, n);
          tier.group().first(groups, rows, 1000, actualFirst, n);
          tier.group().last(groups, rows, 1000, actualLast, n);
          for (int g = 0; g < GROUPS; g++) {
            Check.equal(Slots.int64(actualCounts, g), counts[g], context, g);
            Check.equal(Slots.int64(manyCounts, g), counts[g], context + " many", g);
            Check.equal(Slots.int64(actualFirst, g), first[g], context + " first", g);
            Check.equal(Slots.int64(actualLast, g), last[g], context + " last", g);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = LaneType.class,
      names = {"INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32"})
  void integerStatesAreExact(LaneType type, MemoryBudget budget) {
    forAll(
        budget,
        type,
        (tier, data, n, groups, rows, context) -> {
          MemorySegment values = data.integers(type, n, Math.min(50, 8 * type.byteWidth()), false);
          if (type == LaneType.INT64 && n > 100) {
            Slots.setInt64(values, 70, Long.MAX_VALUE);
            Slots.setInt64(values, 77, Long.MIN_VALUE);
            Slots.setInt32(groups, 77, Slots.int32(groups, 70));
          }
          BigInteger[] sums = new BigInteger[GROUPS];
          Arrays.fill(sums, BigInteger.ZERO);
          long[] min = new long[GROUPS];
          long[] max = new long[GROUPS];
          Arrays.fill(min, type.maxValue());
          Arrays.fill(max, type.minValue());
          int overflow = Kernels.NONE;
          for (int i = 0; i < n; i++) {
            if (Bitmaps.get(rows, i)) {
              int group = Slots.int32(groups, i);
              long value = KernelData.bits(type, values, i);
              sums[group] = sums[group].add(BigInteger.valueOf(value));
              overflow = overflow < 0 && sums[group].bitLength() > 63 ? i : overflow;
              min[group] = Math.min(min[group], value);
              max[group] = Math.max(max[group], value);
            }
          }
          MemorySegment wide = data.allocate(16L * GROUPS).fill((byte) 0);
          MemorySegment narrow = states(data, 0);
          MemorySegment minima = states(data, type, type.maxValue());
          MemorySegment maxima = states(data, type, type.minValue());
          tier.group().sumWide(type, values, groups, rows, wide, n);
          int fault = tier.group().sum(type, values, groups, rows, narrow, n);
          MemorySegment few = states(data, 0);
          MemorySegment many = data.allocate(LaneType.INT64, 100).fill((byte) 0);
          tier.group().sumBounded(type, values, groups, rows, few, n);
          tier.group().sumBounded(type, values, groups, rows, many, n);
          tier.group().min(type, values, groups, rows, minima, n);
          tier.group().max(type, values, groups, rows, maxima, n);
          Check.equal(fault, overflow, context);
          for (int g = 0; g < GROUPS; g++) {
            Int128 sum = new Int128();
            sum.add(Slots.high(wide, g), Slots.low(wide, g));
            assertThat(sum.toBigInteger()).as(context).isEqualTo(sums[g]);
            if (overflow < 0) {
              Check.equal(Slots.int64(narrow, g), sums[g].longValueExact(), context, g);
            }
            Check.equal(Slots.int64(few, g), sums[g].longValue(), context + " few", g);
            Check.equal(Slots.int64(many, g), sums[g].longValue(), context + " many", g);
            Check.equal(KernelData.bits(type, minima, g), min[g], context + " min", g);
            Check.equal(KernelData.bits(type, maxima, g), max[g], context + " max", g);
          }
        });
  }

  @Test
  void uint64IsOrderedWithoutASign(MemoryBudget budget) {
    LaneType type = LaneType.UINT64;
    forAll(
        budget,
        type,
        (tier, data, n, groups, rows, context) -> {
          MemorySegment values = data.integers(type, n, 64, true);
          long[] min = new long[GROUPS];
          long[] max = new long[GROUPS];
          Arrays.fill(min, type.maxValue());
          for (int i = 0; i < n; i++) {
            if (Bitmaps.get(rows, i)) {
              int group = Slots.int32(groups, i);
              long value = Slots.int64(values, i);
              min[group] = Long.compareUnsigned(value, min[group]) < 0 ? value : min[group];
              max[group] = Long.compareUnsigned(value, max[group]) > 0 ? value : max[group];
            }
          }
          MemorySegment minima = states(data, type, type.maxValue());
          MemorySegment maxima = states(data, type, type.minValue());
          tier.group().min(type, values, groups, rows, minima, n);
          tier.group().max(type, values, groups, rows, maxima, n);
          for (int g = 0; g < GROUPS; g++) {
            Check.equal(Slots.int64(minima, g), min[g], context + " min", g);
            Check.equal(Slots.int64(maxima, g), max[g], context + " max", g);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = LaneType.class,
      names = {"FLOAT32", "FLOAT64"})
  void floatStatesFollowRowOrder(LaneType type, MemoryBudget budget) {
    forAll(
        budget,
        type,
        (tier, data, n, groups, rows, context) -> {
          MemorySegment values = data.floats(type, n, true);
          double[] sums = new double[GROUPS];
          double[] min = new double[GROUPS];
          double[] max = new double[GROUPS];
          Arrays.fill(min, Double.NaN);
          Arrays.fill(max, Double.NEGATIVE_INFINITY);
          for (int i = 0; i < n; i++) {
            if (Bitmaps.get(rows, i)) {
              int group = Slots.int32(groups, i);
              double value = KernelData.number(type, values, i);
              sums[group] += value;
              min[group] = order(value, min[group]) < 0 ? value : min[group];
              max[group] = order(value, max[group]) > 0 ? value : max[group];
            }
          }
          MemorySegment actual = states(data, 0);
          MemorySegment minima = states(data, type, type.bits(Double.NaN));
          MemorySegment maxima = states(data, type, type.bits(Double.NEGATIVE_INFINITY));
          tier.group().sumFloat(type, values, groups, rows, actual, n);
          tier.group().min(type, values, groups, rows, minima, n);
          tier.group().max(type, values, groups, rows, maxima, n);
          for (int g = 0; g < GROUPS; g++) {
            Check.same(Slots.float64(actual, g), sums[g], context, g);
            Check.same(KernelData.number(type, minima, g), min[g], context + " min", g);
            Check.same(KernelData.number(type, maxima, g), max[g], context + " max", g);
          }
        });
  }

  private static int order(double a, double b) {
    return Double.compare(a + 0.0, b + 0.0);
  }

  @Test
  void momentsByGroupAreThoseOfTheGroupsRows(MemoryBudget budget) {
    forAll(
        budget,
        "moments",
        (tier, data, n, groups, rows, context) -> {
          MemorySegment values = data.floats(LaneType.FLOAT64, n, false);
          MemorySegment counts = states(data, 0);
          MemorySegment means = states(data, 0);
          MemorySegment deviations = states(data, 0);
          tier.group()
              .moments(LaneType.FLOAT64, values, groups, rows, counts, means, deviations, n);
          MemorySegment inGroup = data.bitmap(n);
          for (int g = 0; g < GROUPS; g++) {
            for (int i = 0; i < n; i++) {
              Bitmaps.set(inGroup, i, Slots.int32(groups, i) == g && Bitmaps.get(rows, i));
            }
            Moments expected = new Moments();
            if (n > 0) {
              tier.reduce().moments(LaneType.FLOAT64, values, inGroup, n, expected);
            }
            Check.equal(Slots.int64(counts, g), expected.count(), context, g);
            if (expected.count() > 0) {
              double spread = Math.sqrt(expected.deviations()) + Math.abs(expected.mean());
              assertThat(Slots.float64(means, g))
                  .as(context)
                  .isCloseTo(expected.mean(), within(1e-12 * spread));
              assertThat(Slots.float64(deviations, g))
                  .as(context)
                  .isCloseTo(expected.deviations(), within(1e-11 * expected.deviations()));
            }
          }
        });
  }

  @Test
  void aGroupNumberOutsideTheStatesIsAnErrorAndNotACrash(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      try (KernelData data = new KernelData(budget, SEED)) {
        MemorySegment groups = data.rowNumbers(100, GROUPS, false);
        Slots.setInt32(groups, 50, GROUPS);
        MemorySegment counts = states(data, 0);
        assertThatThrownBy(() -> tier.group().count(groups, Bitmaps.ALL_VALID, counts, 100))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }
}
