package dev.quern.arrays.grid;

import java.util.ArrayList;
import java.util.List;

/**
 * Some positions of one axis, equally spaced: {@code start + i * step} for {@code i} below {@code
 * count}.
 *
 * @param start the first position
 * @param step the distance to the next, not 0; negative goes backwards
 * @param count how many there are
 * @param drop whether the axis, of which one position is taken, vanishes
 */
public record AxisSlice(long start, long step, long count, boolean drop) {

  /** The positions that lie in one chunk of the axis: what an output chunk is made of. */
  public record Piece(int chunk, long start, long count) {}

  /** All of an axis. */
  public static AxisSlice all(long length) {
    return new AxisSlice(0, 1, length, false);
  }

  /** Whether this takes all of an axis of {@code length}, in order. */
  public boolean isAll(long length) {
    return start == 0 && step == 1 && count == length && !drop;
  }

  /**
   * The positions chunk by chunk, in the order of this slice; one empty piece when there are none.
   */
  public List<Piece> pieces(AxisChunks axis) {
    List<Piece> pieces = new ArrayList<>();
    for (long i = 0; i < count; ) {
      long position = start + i * step;
      int chunk = axis.find(position);
      long local = position - axis.start(chunk);
      long fitting = step > 0 ? Math.ceilDiv(axis.size(chunk) - local, step) : local / -step + 1;
      long taken = Math.min(count - i, fitting);
      pieces.add(new Piece(chunk, local, taken));
      i += taken;
    }
    return pieces.isEmpty() ? List.of(new Piece(0, 0, 0)) : pieces;
  }

  /** How the sliced axis is cut: a chunk for each chunk of {@code axis} that is touched. */
  public AxisChunks chunks(AxisChunks axis) {
    return AxisChunks.of(pieces(axis).stream().mapToLong(Piece::count).toArray());
  }

  /** The slice that takes the positions of {@code next} out of those of this one. */
  public AxisSlice then(AxisSlice next) {
    return new AxisSlice(start + next.start * step, step * next.step, next.count, next.drop);
  }
}
