package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class HashKernelTest {

  private static final long SEED = 20_260_208;

  @ParameterizedTest
  @EnumSource(LaneType.class)
  void twinsAgreeAndEqualValuesHaveEqualHashes(LaneType type, MemoryBudget budget) {
    Map<Double, Long> known = new HashMap<>();
    for (int n : KernelData.SIZES) {
      for (int share : KernelData.SHARES) {
        try (KernelData data = new KernelData(budget, SEED + n)) {
          MemorySegment values =
              type.isFloating()
                  ? data.floats(type, n, true)
                  : data.integers(type, n, Math.min(52, 8 * type.byteWidth()), false);
          MemorySegment valid = data.bitmap(n, share);
          long nullHash = nullHash(data);
          for (Kernels tier : KernelData.tiers()) {
            MemorySegment out = data.allocate(LaneType.INT64, n);
            String context = data.context(tier, type, n, share);
            tier.hash().hash(type, values, valid, out, n);
            for (int i = 0; i < n; i++) {
              double value = KernelData.number(type, values, i) + 0.0;
              long hash = Slots.int64(out, i);
              long expected =
                  Bitmaps.get(valid, i) ? known.computeIfAbsent(value, v -> hash) : nullHash;
              Check.equal(hash, expected, context, i);
            }
          }
        }
      }
    }
    assertThat(new HashSet<>(known.values()))
        .as("no collision among few values")
        .hasSameSizeAs(known.keySet());
  }

  private static long nullHash(KernelData data) {
    MemorySegment out = data.allocate(LaneType.INT64, 1);
    Kernels.scalar().hash().hash(LaneType.INT8, data.allocate(1), data.bitmap(1, 0), out, 1);
    return Slots.int64(out, 0);
  }

  @Test
  void integersHashAlikeInEveryWidth(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      try (KernelData data = new KernelData(budget, SEED)) {
        int n = 256;
        List<Long> first = new ArrayList<>();
        for (LaneType type :
            List.of(LaneType.INT8, LaneType.INT16, LaneType.INT32, LaneType.INT64)) {
          MemorySegment values = data.allocate(type, n);
          for (int i = 0; i < n; i++) {
            KernelData.set(type, values, i, (long) i - 128);
          }
          MemorySegment out = data.allocate(LaneType.INT64, n);
          tier.hash().hash(type, values, Bitmaps.ALL_VALID, out, n);
          for (int i = 0; i < n; i++) {
            if (type == LaneType.INT8) {
              first.add(Slots.int64(out, i));
            }
            Check.equal(Slots.int64(out, i), first.get(i), data.context(tier, type, n, 100), i);
          }
        }
      }
    }
  }

  @Test
  void bitsSpreadEvenlyOverLowAndHighBuckets(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      try (KernelData data = new KernelData(budget, SEED)) {
        int n = 1 << 16;
        MemorySegment values = data.allocate(LaneType.INT64, n);
        MemorySegment out = data.allocate(LaneType.INT64, n);
        for (int shift : new int[] {0, 8, 20, 48}) {
          for (int i = 0; i < n; i++) {
            Slots.setInt64(values, i, (long) i << shift);
          }
          tier.hash().hash(LaneType.INT64, values, Bitmaps.ALL_VALID, out, n);
          assertEven(out, n);
        }
      }
    }
  }

  /** Chi square over 256 buckets: its mean is 255 and its deviation 23. */
  private static void assertEven(MemorySegment hashes, int n) {
    int[] low = new int[256];
    int[] high = new int[256];
    for (int i = 0; i < n; i++) {
      long hash = Slots.int64(hashes, i);
      low[(int) hash & 255]++;
      high[(int) (hash >>> 56)]++;
    }
    for (int[] buckets : List.of(low, high)) {
      double expected = n / 256.0;
      double chiSquare = 0;
      for (int count : buckets) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
      assertThat(chiSquare).isBetween(120.0, 400.0);
    }
  }

  @Test
  void combiningDependsOnTheOrderAndTwinsAgree(MemoryBudget budget) {
    for (int n : KernelData.SIZES) {
      try (KernelData data = new KernelData(budget, SEED + n)) {
        MemorySegment a = data.allocate(LaneType.INT64, n);
        MemorySegment b = data.allocate(LaneType.INT64, n);
        MemorySegment scalar = data.copy(a);
        MemorySegment simd = data.copy(a);
        MemorySegment swapped = data.copy(b);
        Kernels.scalar().hash().combine(scalar, b, n);
        Kernels.simd().orElseThrow().hash().combine(simd, b, n);
        Kernels.scalar().hash().combine(swapped, a, n);
        for (int i = 0; i < n; i++) {
          String context = data.context(Kernels.scalar(), "combine", n, 100);
          Check.equal(Slots.int64(simd, i), Slots.int64(scalar, i), context, i);
          assertThat(Slots.int64(swapped, i)).as(context).isNotEqualTo(Slots.int64(scalar, i));
        }
      }
    }
  }

  @Test
  void wideValuesAndBits(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        for (int share : KernelData.SHARES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            String context = data.context(tier, "wide", n, share);
            MemorySegment valid = data.bitmap(n, share);
            long nullHash = nullHash(data);
            MemorySegment wide = data.allocate(16L * n);
            MemorySegment out = data.allocate(LaneType.INT64, n);
            tier.hash().hashWide(wide, valid, out, n);
            Set<Long> seen = new HashSet<>();
            for (int i = 0; i < n; i++) {
              long hash = Slots.int64(out, i);
              if (Bitmaps.get(valid, i)) {
                assertThat(seen.add(hash)).as(context).isTrue();
              } else {
                Check.equal(hash, nullHash, context, i);
              }
            }
            MemorySegment bits = data.bitmap(n, 50);
            MemorySegment bytes = data.allocate(LaneType.INT8, n);
            MemorySegment expected = data.allocate(LaneType.INT64, n);
            tier.logic().toBytes(bits, bytes, n);
            tier.hash().hash(LaneType.INT8, bytes, valid, expected, n);
            tier.hash().hashBits(bits, valid, out, n);
            Check.equal(out.mismatch(expected), -1, context + " bits");
          }
        }
      }
    }
  }

  @Test
  void equalStringsHashAlikeWhereverTheyAre(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      try (KernelData data = new KernelData(budget, SEED)) {
        List<byte[]> strings = new ArrayList<>();
        for (int length = 0; length < 100; length++) {
          for (int times = 0; times < 5; times++) {
            strings.add(ViewData.text(data, length).getBytes(StandardCharsets.UTF_8));
          }
        }
        int n = strings.size();
        Views one = ViewData.views(data, strings);
        Views other = ViewData.views(data, strings);
        MemorySegment a = data.allocate(LaneType.INT64, n);
        MemorySegment b = data.allocate(LaneType.INT64, n);
        tier.hash().hashStrings(one, Bitmaps.ALL_VALID, a, n);
        tier.hash().hashStrings(other, Bitmaps.ALL_VALID, b, n);
        Map<String, Long> byText = new HashMap<>();
        for (int i = 0; i < n; i++) {
          String context = data.context(tier, "strings", n, 100);
          Check.equal(Slots.int64(b, i), Slots.int64(a, i), context, i);
          byText.put(new String(strings.get(i), StandardCharsets.UTF_8), Slots.int64(a, i));
        }
        assertThat(new HashSet<>(byText.values())).hasSameSizeAs(byText.keySet());
      }
    }
  }

  @Test
  void stringsThatDifferInOneBitSpreadEvenly(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (int length : new int[] {8, 12, 13, 17, 40}) {
        try (KernelData data = new KernelData(budget, SEED)) {
          List<byte[]> strings = new ArrayList<>();
          for (int i = 0; i < 1 << 14; i++) {
            byte[] text = new byte[length];
            for (int bit = 0; bit < 14; bit++) {
              text[bit % 7 * length / 7] |= (byte) ((i >>> bit & 1) << (bit / 7));
            }
            strings.add(text);
          }
          MemorySegment out = data.allocate(LaneType.INT64, strings.size());
          Views views = ViewData.views(data, strings);
          tier.hash().hashStrings(views, Bitmaps.ALL_VALID, out, strings.size());
          assertEven(out, strings.size());
        }
      }
    }
  }
}
