package dev.quern.engine.kernel;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LogicKernelTest {

  private static final long SEED = 20_260_203;

  private interface Body {
    void run(
        Kernels tier, KernelData data, int n, MemorySegment a, MemorySegment b, String context);
  }

  private static void forAll(MemoryBudget budget, Body body) {
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        for (int share : KernelData.SHARES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            MemorySegment a = data.bitmap(n, share);
            MemorySegment b = data.bitmap(n, data.random.nextInt(-1, 101));
            body.run(tier, data, n, a, b, data.context(tier, "logic", n, share));
          }
        }
      }
    }
  }

  @Test
  void booleanAlgebra(MemoryBudget budget) {
    forAll(
        budget,
        (tier, data, n, a, b, context) -> {
          MemorySegment out = data.bitmap(n);
          tier.logic().and(a, b, out, n);
          Check.bits(out, i -> Bitmaps.get(a, i) && Bitmaps.get(b, i), n, context + " and");
          tier.logic().or(a, b, out, n);
          Check.bits(out, i -> Bitmaps.get(a, i) || Bitmaps.get(b, i), n, context + " or");
          tier.logic().xor(a, b, out, n);
          Check.bits(out, i -> Bitmaps.get(a, i) != Bitmaps.get(b, i), n, context + " xor");
          tier.logic().andNot(a, b, out, n);
          Check.bits(out, i -> Bitmaps.get(a, i) && !Bitmaps.get(b, i), n, context + " andNot");
          tier.logic().not(a, out, n);
          Check.bits(out, i -> !Bitmaps.get(a, i), n, context + " not");
          tier.logic().fill(true, out, n);
          Check.bits(out, i -> true, n, context + " fill");
          tier.logic().fill(false, out, n);
          Check.bits(out, i -> false, n, context + " clear");
        });
  }

  @Test
  void threeValuedLogicIsSqls(MemoryBudget budget) {
    forAll(
        budget,
        (tier, data, n, a, b, context) -> {
          MemorySegment aValid = data.bitmap(n, data.random.nextInt(-1, 101));
          MemorySegment bValid = data.bitmap(n, data.random.nextInt(-1, 101));
          MemorySegment out = data.bitmap(n);
          MemorySegment outValid = data.bitmap(n);
          tier.logic().kleeneAnd(a, aValid, b, bValid, out, outValid, n);
          kleene(true, a, aValid, b, bValid, out, outValid, n, context + " and");
          tier.logic().kleeneOr(a, aValid, b, bValid, out, outValid, n);
          kleene(false, a, aValid, b, bValid, out, outValid, n, context + " or");
        });
  }

  private static void kleene(
      boolean and,
      MemorySegment a,
      MemorySegment aValid,
      MemorySegment b,
      MemorySegment bValid,
      MemorySegment out,
      MemorySegment outValid,
      int n,
      String context) {
    Check.bits(
        outValid,
        i -> expected(and, a, aValid, b, bValid, i).isPresent(),
        n,
        context + " validity");
    Check.bits(out, i -> expected(and, a, aValid, b, bValid, i).orElse(false), n, context);
  }

  /** The truth tables of the SQL standard; empty is unknown. */
  private static Optional<Boolean> expected(
      boolean and,
      MemorySegment a,
      MemorySegment aValid,
      MemorySegment b,
      MemorySegment bValid,
      int row) {
    Optional<Boolean> x = Optional.of(Bitmaps.get(a, row)).filter(v -> Bitmaps.get(aValid, row));
    Optional<Boolean> y = Optional.of(Bitmaps.get(b, row)).filter(v -> Bitmaps.get(bValid, row));
    boolean decides = !and;
    if (x.equals(Optional.of(decides)) || y.equals(Optional.of(decides))) {
      return Optional.of(decides);
    }
    return x.isEmpty() || y.isEmpty() ? Optional.empty() : Optional.of(!decides);
  }

  @Test
  void countsAndPositions(MemoryBudget budget) {
    forAll(
        budget,
        (tier, data, n, a, b, context) -> {
          int count = 0;
          int both = 0;
          int first = Kernels.NONE;
          int last = Kernels.NONE;
          for (int i = 0; i < n; i++) {
            if (Bitmaps.get(a, i)) {
              count++;
              both += Bitmaps.get(b, i) ? 1 : 0;
              first = first < 0 ? i : first;
              last = i;
            }
          }
          Check.equal(tier.logic().popCount(a, n), count, context + " popCount");
          Check.equal(tier.logic().popCountAnd(a, b, n), both, context + " popCountAnd");
          Check.equal(tier.logic().firstSet(a, n), first, context + " firstSet");
          Check.equal(tier.logic().lastSet(a, n), last, context + " lastSet");
        });
  }

  @Test
  void bytesAndBack(MemoryBudget budget) {
    forAll(
        budget,
        (tier, data, n, a, b, context) -> {
          MemorySegment bytes = data.allocate(n);
          tier.logic().toBytes(a, bytes, n);
          for (int i = 0; i < n; i++) {
            Check.equal(Slots.int8(bytes, i), Bitmaps.get(a, i) ? 1 : 0, context, i);
            Slots.setInt8(bytes, i, (byte) (Bitmaps.get(a, i) ? data.random.nextInt(1, 256) : 0));
          }
          MemorySegment out = data.bitmap(n);
          tier.logic().fromBytes(bytes, out, n);
          Check.bits(out, i -> Bitmaps.get(a, i), n, context + " fromBytes");
        });
  }

  @Test
  void copiesAtAnyOffsetAndTouchesNothingElse(MemoryBudget budget) {
    forAll(
        budget,
        (tier, data, n, a, b, context) -> {
          for (int times = 0; times < 20; times++) {
            int from = data.random.nextInt(n + 1);
            int count = data.random.nextInt(n - from + 1);
            int to = data.random.nextInt(200);
            MemorySegment target = data.bitmap(to + count + data.random.nextInt(100));
            MemorySegment before = data.copy(target);
            tier.logic().copy(a, from, target, to, count);
            for (int i = 0; i < target.byteSize() * 8; i++) {
              boolean inside = i >= to && i < to + count;
              boolean expected = inside ? Bitmaps.get(a, from + i - to) : Bitmaps.get(before, i);
              Check.equal(Bitmaps.get(target, i) ? 1 : 0, expected ? 1 : 0, context + " copy", i);
            }
          }
        });
  }
}
