package dev.quern.engine.expr;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The validity of a result under construction, and the rows for which its errors count. Owns a
 * buffer only when some row may be null.
 */
final class Validity implements AutoCloseable {
  private final MemoryBudget budget;
  private final int rows;
  private @Nullable NativeBuffer bits;

  private Validity(MemoryBudget budget, int rows, @Nullable NativeBuffer bits) {
    this.budget = budget;
    this.rows = rows;
    this.bits = bits;
  }

  /** Valid everywhere. */
  static Validity all(MemoryBudget budget, int rows) {
    return new Validity(budget, rows, null);
  }

  /** Valid where {@code operand} is. */
  static Validity of(MemoryBudget budget, ColumnVector operand) {
    Validity validity = new Validity(budget, operand.length(), null);
    validity.restrict(operand.validityOrAll());
    return validity;
  }

  /** Valid where both are. */
  static Validity of(MemoryBudget budget, ColumnVector left, ColumnVector right) {
    Validity validity = of(budget, left);
    validity.restrict(right.validityOrAll());
    return validity;
  }

  /** Makes the rows null whose bit is not set in {@code valid}. */
  void restrict(MemorySegment valid) {
    if (Bitmaps.isAllValid(valid)) {
      return;
    }
    NativeBuffer own = bits;
    if (own == null) {
      own = budget.allocate(Bitmaps.byteSize(rows));
      bits = own;
      Kernels.active().logic().and(valid, Bitmaps.ALL_VALID, own.segment(), rows);
    } else {
      Kernels.active().logic().and(own.segment(), valid, own.segment(), rows);
    }
  }

  /** The bitmap as kernels take it. */
  MemorySegment segment() {
    return bits == null ? Bitmaps.ALL_VALID : bits.segment();
  }

  /** A new one of the rows that are valid here and {@code active}: those whose errors count. */
  Validity counting(MemorySegment active) {
    Validity counting = new Validity(budget, rows, null);
    counting.restrict(segment());
    counting.restrict(active);
    return counting;
  }

  /** Hands the buffer over; null when no row is null. */
  @Nullable NativeBuffer take() {
    NativeBuffer own = bits;
    bits = null;
    return own;
  }

  @Override
  public void close() {
    if (bits != null) {
      bits.close();
      bits = null;
    }
  }
}
