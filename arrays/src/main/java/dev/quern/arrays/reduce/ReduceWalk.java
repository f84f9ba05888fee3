package dev.quern.arrays.reduce;

import java.lang.foreign.MemorySegment;

/**
 * Which cell each element of a block falls to, a contiguous run of elements at a time.
 *
 * <pre>
 *   axes (4, 3), the last vanishes       run run run run           4 cells, 3 elements to each
 *   axes (4, 3), the first vanishes      row                       3 cells, 4 rows
 *                                        row
 *                                        row
 *                                        row
 * </pre>
 *
 * <p>Neighbouring axes that vanish or stay together are one, unless positions are asked for. Where
 * rows are short, several of them are taken as one row of as many cells, and the cells that belong
 * together are {@linkplain CellReducer#folded folded} at the end.
 */
public final class ReduceWalk {
  /** A row that is worth calling kernels for. */
  private static final int ROW = 512;

  private final CellReducer reducer;
  private final int axes;
  /* Innermost axis first. */
  private final long[] lengths;
  private final long[] cellStrides;
  private final long[] weights;
  private final long first;

  /**
   * How many rows are taken as one: more than 1 where a long outer axis vanishes and a short inner
   * one stays. The reducer needs that many times the cells.
   */
  public static int rowsAtOnce(Reduction reduction, long... lengths) {
    int inner = lengths.length;
    long row = 1;
    while (inner > 0 && !reduction.reduced().get(inner - 1)) {
      row *= lengths[--inner];
    }
    long rows = 1;
    for (int axis = 0; axis < inner; axis++) {
      if (!reduction.reduced().get(axis)) {
        return 1;
      }
      rows *= lengths[axis];
    }
    if (reduction.function().isPosition() || row < 2 || row >= ROW / 2 || rows < ROW) {
      return 1;
    }
    return (int) (ROW / row);
  }

  /**
   * A walk over a block.
   *
   * @param start where the block begins in the whole array
   * @param lengths the block's lengths
   * @param weights what a step along each axis adds to the position, as {@link
   *     Reduction#positionWeights} says; all 0 when positions do not matter
   * @param rowsAtOnce what {@link #rowsAtOnce} says
   */
  public ReduceWalk(
      CellReducer reducer,
      Reduction reduction,
      long[] start,
      long[] lengths,
      long[] weights,
      int rowsAtOnce) {
    this.reducer = reducer;
    int rank = lengths.length;
    this.lengths = new long[Math.max(rank, 1)];
    this.cellStrides = new long[this.lengths.length];
    this.weights = new long[this.lengths.length];
    this.lengths[0] = 1;
    boolean join = !reduction.function().isPosition();
    long position = 0;
    long cells = 1;
    int count = 0;
    for (int axis = rank - 1; axis >= 0; axis--) {
      position += start[axis] * weights[axis];
      boolean reduced = reduction.reduced().get(axis);
      if (join && count > 0 && (cellStrides[count - 1] == 0) == reduced) {
        this.lengths[count - 1] *= lengths[axis];
      } else {
        this.lengths[count] = lengths[axis];
        this.cellStrides[count] = reduced ? 0 : cells;
        this.weights[count] = weights[axis];
        count++;
      }
      cells *= reduced ? 1 : lengths[axis];
    }
    this.lengths[0] *= rowsAtOnce;
    this.axes = Math.max(count, 1);
    this.first = position;
  }

  /**
   * Takes the elements {@code from} to {@code from + count} of the block, which stand in a tile.
   */
  public void take(MemorySegment values, long from, int count) {
    int done = 0;
    while (done < count) {
      long rest = from + done;
      long inner = rest % lengths[0];
      rest /= lengths[0];
      long cell = inner * cellStrides[0];
      long position = first + inner * weights[0];
      for (int axis = 1; axis < axes; axis++) {
        long index = rest % lengths[axis];
        rest /= lengths[axis];
        cell += index * cellStrides[axis];
        position += index * weights[axis];
      }
      int run = (int) Math.min(count - done, lengths[0] - inner);
      if (cellStrides[0] == 0) {
        reducer.run(values, done, run, cell, position, weights[0]);
      } else {
        reducer.row(values, done, run, cell, position, weights[0]);
      }
      done += run;
    }
  }
}
