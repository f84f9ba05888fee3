package dev.quern.arrays.reduce;

import dev.quern.engine.chunk.Block;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A state under construction: for each cell of the result, what the elements seen so far come to.
 *
 * <pre>
 *   slot 0   cell 0  cell 1  cell 2 ...        sum, or count
 *   slot 1   cell 0  cell 1  cell 2 ...                     mean
 *   slot 2   cell 0  cell 1  cell 2 ...                     squared deviations
 * </pre>
 *
 * <p>Elements are 8 bytes wide, INT64 or FLOAT64 as the state. Used by one thread.
 */
public abstract sealed class CellReducer implements AutoCloseable
    permits SumReducer, ProductReducer, ExtremeReducer, MomentsReducer, PositionReducer {
  static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  /** Below this, a loop over elements is faster than calling kernels. */
  static final int SHORT_RUN = 16;

  final boolean floating;
  final long cells;
  private final Block block;
  private boolean handedOn;

  CellReducer(Block block) {
    this.block = block;
    this.floating = block.dtype() == DType.FLOAT64;
    this.cells = block.length(1);
  }

  /**
   * A reducer that has seen no element.
   *
   * @param accumulator INT64 or FLOAT64, as {@link Reduction#accumulator} says
   */
  public static CellReducer create(
      MemoryBudget memory, ReduceFunction function, DType accumulator, long cells) {
    Block block = Block.allocate(memory, accumulator, function.slots(), cells);
    try {
      CellReducer reducer = create(memory, function, block);
      reducer.reset();
      return reducer;
    } catch (Throwable refused) {
      block.close();
      throw refused;
    }
  }

  private static CellReducer create(MemoryBudget memory, ReduceFunction function, Block block) {
    return switch (function) {
      case SUM, MEAN, ANY, ALL, COUNT -> new SumReducer(block);
      case PRODUCT -> new ProductReducer(block);
      case MIN -> new ExtremeReducer(block, false);
      case MAX -> new ExtremeReducer(block, true);
      case VARIANCE, DEVIATION -> new MomentsReducer(block, memory);
      case ARG_MIN -> new PositionReducer(block, false);
      case ARG_MAX -> new PositionReducer(block, true);
    };
  }

  /** Sets every cell to what no elements come to. */
  abstract void reset();

  /**
   * Takes {@code count} elements that all fall to {@code cell}: from {@code at} on in {@code
   * values}, the first at {@code position} and each at {@code weight} more.
   */
  abstract void run(
      MemorySegment values, long at, int count, long cell, long position, long weight);

  /** Takes {@code count} elements that fall to {@code cell} and those behind it, one to each. */
  abstract void row(
      MemorySegment values, long at, int count, long cell, long position, long weight);

  /** Adds what another state of as many cells has seen, all of it behind what this has. */
  public abstract void merge(Block other);

  /**
   * Reduces {@code times} groups of cells to one: cell {@code i} takes cells {@code i}, {@code i +
   * n}, {@code i + 2n}... of a {@code wide} state, in this order.
   */
  public static CellReducer folded(
      MemoryBudget memory, ReduceFunction function, Block wide, int times) {
    long cells = wide.length(1) / times;
    CellReducer reducer = create(memory, function, wide.dtype(), cells);
    try (Block group = Block.allocate(memory, wide.dtype(), function.slots(), cells)) {
      for (int i = 0; i < times; i++) {
        for (int slot = 0; slot < function.slots(); slot++) {
          MemorySegment.copy(
              wide.values(),
              (slot * wide.length(1) + i * cells) << 3,
              group.values(),
              (slot * cells) << 3,
              cells << 3);
        }
        reducer.merge(group);
      }
      return reducer;
    } catch (Throwable failure) {
      reducer.close();
      throw failure;
    }
  }

  /** The state, which the caller owns from here on. */
  public Block finish() {
    handedOn = true;
    return block;
  }

  /** Frees the state unless {@link #finish} handed it on. */
  @Override
  public void close() {
    if (!handedOn) {
      block.close();
    }
  }

  final MemorySegment state() {
    return block.values();
  }

  /** The values of {@code count} cells from {@code cell} on in {@code slot}. */
  final MemorySegment slice(int slot, long cell, int count) {
    return state().asSlice((slot * cells + cell) << 3, (long) count << 3);
  }

  static MemorySegment slice(MemorySegment values, long at, int count) {
    return values.asSlice(at << 3, (long) count << 3);
  }

  final double doubleAt(int slot, long cell) {
    return state().get(DOUBLE, (slot * cells + cell) << 3);
  }

  final void set(int slot, long cell, double value) {
    state().set(DOUBLE, (slot * cells + cell) << 3, value);
  }

  final long longAt(int slot, long cell) {
    return state().get(LONG, (slot * cells + cell) << 3);
  }

  final void set(int slot, long cell, long value) {
    state().set(LONG, (slot * cells + cell) << 3, value);
  }
}
