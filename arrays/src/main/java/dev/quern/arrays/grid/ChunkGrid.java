package dev.quern.arrays.grid;

import dev.quern.engine.PlanException;
import dev.quern.engine.graph.StructuralHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How an array is cut into blocks: chunks along each axis, and a block where they cross. Blocks are
 * numbered in C order.
 *
 * <pre>
 *   shape (5, 7), chunks (3, 4)          4       3
 *                                    +-------+-----+
 *                                3   |   0   |  1  |
 *                                    +-------+-----+
 *                                2   |   2   |  3  |
 *                                    +-------+-----+
 * </pre>
 *
 * <p>An immutable value. There is always at least one block, be it empty.
 */
public final class ChunkGrid implements StructuralHash.Content {
  /** The bytes of a block that are aimed at when nobody says how to cut. */
  public static final long DEFAULT_BYTES = 16L << 20;

  private final List<AxisChunks> axes;
  private final Shape shape;
  private final int blocks;

  private ChunkGrid(List<AxisChunks> axes) {
    this.axes = axes;
    this.shape = Shape.of(axes.stream().mapToLong(AxisChunks::length).toArray());
    long count = 1;
    for (AxisChunks axis : axes) {
      count *= axis.count();
      if (count > Integer.MAX_VALUE) {
        throw new PlanException(
            "an array of shape %s in chunks of %s has more than 2^31 blocks: take larger chunks"
                .formatted(shape, chunkText(axes)));
      }
    }
    this.blocks = (int) count;
  }

  /** The grid of these axes. */
  public static ChunkGrid of(List<AxisChunks> axes) {
    return new ChunkGrid(List.copyOf(axes));
  }

  /**
   * A grid of equal chunks, the last ones maybe smaller.
   *
   * @param chunk the chunk's length along each axis; -1, and anything beyond it, is the whole axis
   */
  public static ChunkGrid uniform(Shape shape, long... chunk) {
    if (chunk.length != shape.rank()) {
      throw new PlanException(
          "%d chunk lengths for the %d axes of shape %s"
              .formatted(chunk.length, shape.rank(), shape));
    }
    List<AxisChunks> axes = new ArrayList<>();
    for (int axis = 0; axis < chunk.length; axis++) {
      long length = shape.length(axis);
      axes.add(
          chunk[axis] == -1 || chunk[axis] >= length
              ? AxisChunks.whole(length)
              : AxisChunks.uniform(length, chunk[axis]));
    }
    return of(axes);
  }

  /** A grid of one block. */
  public static ChunkGrid whole(Shape shape) {
    return of(Arrays.stream(shape.lengths()).mapToObj(AxisChunks::whole).toList());
  }

  /**
   * The grid that is taken when nobody says how to cut: blocks of about {@value #DEFAULT_BYTES}
   * bytes, as nearly cubes as the shape allows.
   */
  public static ChunkGrid automatic(Shape shape, int elementBytes) {
    double left = (double) DEFAULT_BYTES / elementBytes;
    long[] chunk = new long[shape.rank()];
    Integer[] shortest = new Integer[shape.rank()];
    Arrays.setAll(shortest, i -> i);
    Arrays.sort(shortest, (a, b) -> Long.compare(shape.length(a), shape.length(b)));
    for (int i = 0; i < shortest.length; i++) {
      int axis = shortest[i];
      long side = (long) Math.pow(left, 1.0 / (shortest.length - i));
      chunk[axis] = evenly(shape.length(axis), Math.max(1, side));
      left = Math.max(1, left / chunk[axis]);
    }
    return uniform(shape, chunk);
  }

  /**
   * A grid whose blocks are contiguous in C order, of at most {@code elements} elements where an
   * element of some axis is not larger by itself: leading axes one by one, then one axis cut, then
   * whole axes.
   */
  public static ChunkGrid contiguous(Shape shape, long elements) {
    long[] chunk = shape.lengths();
    long inner = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      long length = shape.length(axis);
      long fitting = Math.max(1, elements / Math.max(1, inner));
      if (fitting < length) {
        chunk[axis] = inner > elements ? 1 : evenly(length, fitting);
        Arrays.fill(chunk, 0, axis, 1);
        break;
      }
      inner *= Math.max(1, length);
    }
    return uniform(shape, Arrays.stream(chunk).map(c -> Math.max(1, c)).toArray());
  }

  /* The chunk of at most `most` that cuts `length` into pieces of nearly equal size. */
  private static long evenly(long length, long most) {
    long pieces = Math.max(1, Math.ceilDiv(length, most));
    return Math.max(1, Math.ceilDiv(length, pieces));
  }

  /** The shape of the whole array. */
  public Shape shape() {
    return shape;
  }

  /** The number of axes. */
  public int rank() {
    return axes.size();
  }

  /** How axis {@code axis} is cut. */
  public AxisChunks axis(int axis) {
    return axes.get(axis);
  }

  /** How each axis is cut, outermost first. */
  public List<AxisChunks> axes() {
    return axes;
  }

  /** The number of blocks. */
  public int blocks() {
    return blocks;
  }

  /** The number of the block at these chunks, one per axis. */
  public int block(int... chunks) {
    int block = 0;
    for (int axis = 0; axis < chunks.length; axis++) {
      block = block * axes.get(axis).count() + chunks[axis];
    }
    return block;
  }

  /** The chunk of each axis that block {@code block} stands at: the inverse of {@link #block}. */
  public int[] chunks(int block) {
    int[] chunks = new int[rank()];
    int rest = block;
    for (int axis = rank() - 1; axis >= 0; axis--) {
      int count = axes.get(axis).count();
      chunks[axis] = rest % count;
      rest /= count;
    }
    return chunks;
  }

  /** Where the block at these chunks begins, one position per axis. */
  public long[] start(int... chunks) {
    long[] start = new long[rank()];
    Arrays.setAll(start, axis -> axes.get(axis).start(chunks[axis]));
    return start;
  }

  /** The lengths of the block at these chunks. */
  public long[] lengths(int... chunks) {
    long[] lengths = new long[rank()];
    Arrays.setAll(lengths, axis -> axes.get(axis).size(chunks[axis]));
    return lengths;
  }

  /** The elements of the largest block. */
  public long largestBlock() {
    return axes.stream().mapToLong(AxisChunks::largest).reduce(1, (a, b) -> a * b);
  }

  /** Whether every block is contiguous in C order of the whole array. */
  public boolean isContiguous() {
    boolean single = true;
    for (AxisChunks axis : axes) {
      if (axis.count() > 1 && !single) {
        return false;
      }
      single &= axis.largest() <= 1;
    }
    return true;
  }

  /** This grid with axis {@code axis} cut in another way. */
  public ChunkGrid with(int axis, AxisChunks chunks) {
    List<AxisChunks> changed = new ArrayList<>(axes);
    changed.set(axis, chunks);
    return of(changed);
  }

  /** This grid with its axes in another order: axis {@code i} is the old {@code order[i]}. */
  public ChunkGrid permute(int... order) {
    return of(Arrays.stream(order).mapToObj(axes::get).toList());
  }

  @Override
  public void addTo(StructuralHash hash) {
    hash.add(axes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkGrid grid && axes.equals(grid.axes);
  }

  @Override
  public int hashCode() {
    return axes.hashCode();
  }

  /** The chunk lengths of each axis: {@code (10000, 1000)}. */
  @Override
  public String toString() {
    return chunkText(axes);
  }

  private static String chunkText(List<AxisChunks> axes) {
    return axes.stream()
        .map(AxisChunks::toString)
        .collect(Collectors.joining(", ", "(", axes.size() == 1 ? ",)" : ")"));
  }
}
