package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;

/**
 * Chooses rows by a hash of the seed, the partition and the row's place in it (the finalizer of
 * SplitMix64: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014).
 */
final class SampleStep implements Step {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final MemoryBudget budget;
  private final long threshold;
  private final boolean all;
  private long state;

  SampleStep(RowStep.Sample sample, MemoryBudget budget) {
    this.budget = budget;
    // Of 63 bits: below it a row is chosen.
    this.threshold = (long) (sample.fraction() * 0x1p63);
    this.all = sample.fraction() >= 1;
    this.state = mixed(sample.seed() + GOLDEN * (sample.part() + 1L));
  }

  @Override
  public void accept(Batch morsel, Receiver next) {
    Batch kept;
    try (morsel;
        NativeBuffer bits = budget.allocateZeroed(Bitmaps.byteSize(morsel.rows()))) {
      int count = 0;
      for (int row = 0; row < morsel.rows(); row++) {
        state += GOLDEN;
        if (all || mixed(state) >>> 1 < threshold) {
          Bitmaps.set(bits.segment(), row, true);
          count++;
        }
      }
      if (count == 0) {
        return;
      }
      kept = Selections.filter(budget, morsel, bits.segment(), count);
    }
    next.accept(kept);
  }

  private static long mixed(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
