package dev.quern.engine.io.parquet.read;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Working memory that the columns of one reader share: each uses it within one call. */
final class Scratch implements AutoCloseable {
  private final MemoryBudget budget;
  private final int[] codes;
  private int[] lengths = {};
  private final Bits validity;
  private final Bits booleans;
  private final Bits packed;
  private @Nullable NativeBuffer stage;

  /** For batches of up to {@code rows} rows. */
  Scratch(MemoryBudget budget, int rows) {
    this.budget = budget;
    this.codes = new int[rows];
    this.validity = new Bits(rows);
    this.booleans = new Bits(rows);
    this.packed = new Bits(rows);
  }

  /** Dictionary indexes of a batch. */
  int[] codes() {
    return codes;
  }

  /** Lengths of a batch, beside the codes. */
  int[] lengths() {
    if (lengths.length == 0) {
      lengths = new int[codes.length];
    }
    return lengths;
  }

  /** Which rows of a batch hold a value. */
  Bits validity() {
    return validity;
  }

  /** The booleans of a batch. */
  Bits booleans() {
    return booleans;
  }

  /** The booleans of a piece before they are spread over the null rows. */
  Bits packed() {
    return packed;
  }

  /** At least {@code size} bytes of undefined content, until the next call. */
  MemorySegment stage(long size) {
    NativeBuffer there = stage;
    if (there == null || there.size() < size) {
      close();
      there = budget.allocate(size);
      stage = there;
    }
    return there.segment();
  }

  @Override
  public void close() {
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }
}
