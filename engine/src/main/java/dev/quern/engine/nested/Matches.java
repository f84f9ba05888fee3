package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.expr.Comparisons;
import dev.quern.engine.function.nested.NestedKey;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;

/**
 * Which elements of lists equal a value of their row.
 *
 * @param list the lists with their elements standing densely
 * @param bits a bit per element
 */
record Matches(ColumnVector list, NativeBuffer bits) implements AutoCloseable {

  /** Compares the elements of {@code list} with {@code values}. */
  static Matches of(MemoryBudget budget, ColumnVector list, ColumnVector values) {
    ColumnVector dense = Spans.dense(budget, list);
    try {
      return new Matches(dense, equal(budget, dense, dense.elements(), values));
    } catch (RuntimeException | Error e) {
      dense.close();
      throw e;
    }
  }

  /** Compares the keys of maps with {@code values}. */
  static Matches ofKeys(MemoryBudget budget, ColumnVector map, ColumnVector values) {
    ColumnVector dense = Spans.dense(budget, map);
    try {
      return new Matches(dense, equal(budget, dense, dense.elements().fields().getFirst(), values));
    } catch (RuntimeException | Error e) {
      dense.close();
      throw e;
    }
  }

  private static NativeBuffer equal(
      MemoryBudget budget, ColumnVector dense, ColumnVector elements, ColumnVector values) {
    int n = elements.length();
    NativeBuffer bits = budget.allocate(Bitmaps.byteSize(n));
    try (ColumnVector keys = NestedKey.of(budget, elements);
        ColumnVector flat = Selections.flat(budget, keys);
        ColumnVector sought = NestedKey.of(budget, values);
        NativeBuffer parents = Spans.parents(budget, dense);
        ColumnVector wanted = Take.gather(budget, sought, parents.segment(), n)) {
      Comparisons.equal(flat, wanted, bits.segment());
      Kernels.active().logic().and(bits.segment(), flat.validityOrAll(), bits.segment(), n);
      Kernels.active().logic().and(bits.segment(), wanted.validityOrAll(), bits.segment(), n);
      return bits;
    } catch (RuntimeException | Error e) {
      bits.close();
      throw e;
    }
  }

  @Override
  public void close() {
    list.close();
    bits.close();
  }
}
