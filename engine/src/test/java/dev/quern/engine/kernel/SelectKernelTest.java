package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class SelectKernelTest {

  private static final long SEED = 20_260_205;

  private interface Body {
    void run(Kernels tier, KernelData data, int n, int share, String context);
  }

  private static void forAll(MemoryBudget budget, Object what, Body body) {
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        for (int share : KernelData.SHARES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            body.run(tier, data, n, share, data.context(tier, what, n, share));
          }
        }
      }
    }
  }

  private static void sameSlot(
      int width, MemorySegment actual, int to, MemorySegment expected, int from, String context) {
    MemorySegment a = actual.asSlice((long) to * width, width);
    MemorySegment b = expected.asSlice((long) from * width, width);
    Check.equal(a.mismatch(b), -1, context, to);
  }

  @Test
  void selectionListsTheSetRows(MemoryBudget budget) {
    forAll(
        budget,
        "toSelection",
        (tier, data, n, share, context) -> {
          MemorySegment bits = data.bitmap(n, share);
          MemorySegment out = data.allocate(LaneType.INT32, n);
          int count = tier.select().toSelection(bits, out, n);
          int expected = 0;
          for (int i = 0; i < n; i++) {
            if (Bitmaps.get(bits, i)) {
              Check.equal(Slots.int32(out, expected), i, context, expected);
              expected++;
            }
          }
          Check.equal(count, expected, context);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void filterKeepsTheSetRowsInOrder(int width, MemoryBudget budget) {
    forAll(
        budget,
        "filter " + width,
        (tier, data, n, share, context) -> {
          MemorySegment values = data.allocate((long) n * width);
          MemorySegment bits = data.bitmap(n, Math.max(0, share));
          MemorySegment before = data.copy(values);
          for (MemorySegment out : new MemorySegment[] {data.allocate((long) n * width), values}) {
            int count = tier.select().filter(width, values, bits, out, n);
            int expected = 0;
            for (int i = 0; i < n; i++) {
              if (Bitmaps.get(bits, i)) {
                sameSlot(width, out, expected, before, i, context);
                expected++;
              }
            }
            Check.equal(count, expected, context);
          }
        });
  }

  @Test
  void filterBitsKeepsTheSetRowsInOrder(MemoryBudget budget) {
    forAll(
        budget,
        "filterBits",
        (tier, data, n, share, context) -> {
          MemorySegment values = data.bitmap(n, data.random.nextInt(-1, 101));
          MemorySegment bits = data.bitmap(n, share);
          MemorySegment out = data.bitmap(n);
          int count = tier.select().filterBits(values, bits, out, n);
          int[] chosen = new int[n];
          int expected = 0;
          for (int i = 0; i < n; i++) {
            if (Bitmaps.get(bits, i)) {
              chosen[expected++] = i;
            }
          }
          Check.equal(count, expected, context);
          Check.bits(
              out.asSlice(0, Bitmaps.byteSize(count)),
              i -> Bitmaps.get(values, chosen[i]),
              count,
              context);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void takeGathersAndScatterPutsBack(int width, MemoryBudget budget) {
    forAll(
        budget,
        "take " + width,
        (tier, data, n, share, context) -> {
          int size = 1 + data.random.nextInt(3000);
          MemorySegment values = data.allocate((long) size * width);
          MemorySegment rows = data.rowNumbers(n, size, false);
          MemorySegment out = data.allocate((long) n * width);
          tier.select().take(width, values, rows, out, n);
          for (int i = 0; i < n; i++) {
            sameSlot(width, out, i, values, Slots.int32(rows, i), context);
          }
          MemorySegment target = data.allocate((long) size * width);
          tier.select().scatter(width, out, rows, target, n);
          for (int i = 0; i < n; i++) {
            int row = Slots.int32(rows, i);
            sameSlot(width, target, row, values, row, context + " scatter");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void takeOrZeroFillsHoles(int width, MemoryBudget budget) {
    forAll(
        budget,
        "takeOrZero " + width,
        (tier, data, n, share, context) -> {
          int size = 1 + data.random.nextInt(3000);
          MemorySegment values = data.allocate((long) size * width);
          MemorySegment zero = data.allocate(width).fill((byte) 0);
          MemorySegment rows = data.rowNumbers(n, size, true);
          MemorySegment out = data.allocate((long) n * width);
          tier.select().takeOrZero(width, values, rows, out, n);
          for (int i = 0; i < n; i++) {
            int row = Slots.int32(rows, i);
            sameSlot(width, out, i, row < 0 ? zero : values, Math.max(0, row), context);
          }
        });
  }

  @Test
  void takeOfBitmaps(MemoryBudget budget) {
    forAll(
        budget,
        "takeBits",
        (tier, data, n, share, context) -> {
          int size = 1 + data.random.nextInt(3000);
          MemorySegment bits = data.bitmap(size, share);
          MemorySegment rows = data.rowNumbers(n, size, false);
          MemorySegment out = data.bitmap(n);
          tier.select().takeBits(bits, rows, out, n);
          Check.bits(out, i -> Bitmaps.get(bits, Slots.int32(rows, i)), n, context);
          MemorySegment holes = data.rowNumbers(n, size, true);
          tier.select().takeBitsOrZero(bits, holes, out, n);
          Check.bits(
              out,
              i -> Slots.int32(holes, i) >= 0 && Bitmaps.get(bits, Slots.int32(holes, i)),
              n,
              context + " with holes");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void blendChoosesByBit(int width, MemoryBudget budget) {
    forAll(
        budget,
        "blend " + width,
        (tier, data, n, share, context) -> {
          MemorySegment bits = data.bitmap(n, share);
          MemorySegment then = data.allocate((long) n * width);
          MemorySegment otherwise = data.allocate((long) n * width);
          MemorySegment inPlace = data.copy(otherwise);
          for (MemorySegment out : new MemorySegment[] {data.copy(then), inPlace}) {
            tier.select().blend(width, bits, then, out.equals(inPlace) ? out : otherwise, out, n);
            for (int i = 0; i < n; i++) {
              sameSlot(width, out, i, Bitmaps.get(bits, i) ? then : otherwise, i, context);
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void fillRepeatsTheConstant(int width, MemoryBudget budget) {
    forAll(
        budget,
        "fill " + width,
        (tier, data, n, share, context) -> {
          MemorySegment slot = data.allocate(16);
          MemorySegment out = data.allocate((long) n * width);
          tier.select().fill(width, Slots.low(slot, 0), Slots.high(slot, 0), out, n);
          for (int i = 0; i < n; i++) {
            sameSlot(width, out, i, slot, 0, context);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = LaneType.class,
      names = {"INT32", "INT64", "FLOAT64"})
  void iotaCounts(LaneType type, MemoryBudget budget) {
    forAll(
        budget,
        "iota " + type,
        (tier, data, n, share, context) -> {
          MemorySegment out = data.allocate(type, n);
          boolean floating = type.isFloating();
          long start = floating ? type.bits(0.5) : data.random.nextInt();
          long step = floating ? type.bits(0.1) : data.random.nextInt(-5, 6);
          tier.select().iota(type, start, step, out, n);
          for (int i = 0; i < n; i++) {
            if (floating) {
              Check.same(Slots.float64(out, i), 0.5 + i * 0.1, context, i);
            } else {
              long expected = start + i * step;
              long fitted = type == LaneType.INT32 ? (int) expected : expected;
              Check.equal(KernelData.bits(type, out, i), fitted, context, i);
            }
          }
        });
  }

  @Test
  void rowNumbersOutsideTheColumnAreAnErrorAndNotACrash(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      try (KernelData data = new KernelData(budget, SEED)) {
        MemorySegment values = data.allocate(LaneType.INT64, 10);
        MemorySegment out = data.allocate(LaneType.INT64, 10);
        for (int bad : new int[] {10, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
          MemorySegment rows = data.rowNumbers(10, 10, false);
          Slots.setInt32(rows, 7, bad);
          assertThatThrownBy(() -> tier.select().take(8, values, rows, out, 10))
              .isInstanceOf(IndexOutOfBoundsException.class);
          assertThatThrownBy(() -> tier.select().scatter(8, values, rows, out, 10))
              .isInstanceOf(IndexOutOfBoundsException.class);
        }
      }
    }
  }
}
