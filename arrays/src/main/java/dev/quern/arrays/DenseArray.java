package dev.quern.arrays;

import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.grid.Region;
import dev.quern.arrays.grid.RowWalk;
import dev.quern.arrays.grid.Shape;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Chunked;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import java.util.function.Function;

/**
 * The elements of an array, computed: blocks of native memory that this owns. To be closed; one
 * that was forgotten is freed some time after the garbage collector found it.
 */
public final class DenseArray implements Chunked<DenseArray> {
  private static final Cleaner CLEANER = Cleaner.create();

  private final DType dtype;
  private final ChunkGrid grid;
  private final List<Block> blocks;
  private final Cleaner.Cleanable memory;

  private DenseArray(DType dtype, ChunkGrid grid, List<Block> blocks) {
    this.dtype = dtype;
    this.grid = grid;
    this.blocks = blocks;
    this.memory = CLEANER.register(this, () -> blocks.forEach(Block::close));
  }

  /** The array of these blocks, in the order of {@code grid}; owns them from here on. */
  static DenseArray of(DType dtype, ChunkGrid grid, List<Chunk> blocks) {
    return new DenseArray(dtype, grid, blocks.stream().map(Block.class::cast).toList());
  }

  @Override
  public List<Chunk> chunks() {
    return blocks.stream().<Chunk>map(Block::retain).toList();
  }

  @Override
  public Function<List<Chunk>, DenseArray> assembly() {
    DType type = dtype;
    ChunkGrid cut = grid;
    return chunks -> of(type, cut, chunks);
  }

  /** The lengths of the axes. */
  public Shape shape() {
    return grid.shape();
  }

  /** The number of axes. */
  public int rank() {
    return grid.rank();
  }

  /** The number of elements. */
  public long size() {
    return shape().size();
  }

  /** What the elements are. */
  public DType dtype() {
    return dtype;
  }

  /** The element at this position of each axis, counted from the end when negative, as a double. */
  public double get(long... position) {
    return at(position, element -> element.block.doubleAt(element.position));
  }

  /** The element at this position of each axis as an integer; a float is truncated. */
  public long getLong(long... position) {
    return at(position, element -> element.block.longAt(element.position));
  }

  /** The truth value at this position of each axis; a number is true when it is not 0. */
  public boolean getBoolean(long... position) {
    return get(position) != 0;
  }

  /** The only element as a double. */
  public double item() {
    return get(new long[onlyElement()]);
  }

  /** The only element as an integer; a float is truncated. */
  public long itemLong() {
    return getLong(new long[onlyElement()]);
  }

  private int onlyElement() {
    if (size() != 1) {
      throw new PlanException(
          "the only element of an array of shape %s: it has %d".formatted(shape(), size()));
    }
    return rank();
  }

  private record Element(Block block, long position) {}

  private <T> T at(long[] position, Function<Element, T> read) {
    if (position.length != rank()) {
      throw new PlanException(
          "%d positions for the %d axes of shape %s".formatted(position.length, rank(), shape()));
    }
    int[] chunks = new int[rank()];
    long[] local = new long[rank()];
    for (int axis = 0; axis < rank(); axis++) {
      long found = Index.position(position[axis], axis, shape());
      chunks[axis] = grid.axis(axis).find(found);
      local[axis] = found - grid.axis(axis).start(chunks[axis]);
    }
    long[] strides = Shape.strides(grid.lengths(chunks));
    long offset = 0;
    for (int axis = 0; axis < rank(); axis++) {
      offset += local[axis] * strides[axis];
    }
    try {
      return read.apply(new Element(blocks.get(grid.block(chunks)), offset));
    } finally {
      // Until here the collector must not find this, and have the blocks freed.
      Reference.reachabilityFence(this);
    }
  }

  /** All elements in C order as doubles; at most 2^31 - 1. */
  public double[] toDoubleArray() {
    double[] values = new double[checkedSize()];
    rows(
        (block, at, position, count) -> {
          if (dtype == DType.FLOAT64) {
            MemorySegment.copy(
                block.values(), ValueLayout.JAVA_DOUBLE, at << 3, values, position, count);
          } else {
            for (int i = 0; i < count; i++) {
              values[position + i] = block.doubleAt(at + i);
            }
          }
        });
    return values;
  }

  /** All elements in C order as integers, floats truncated; at most 2^31 - 1. */
  public long[] toLongArray() {
    long[] values = new long[checkedSize()];
    rows(
        (block, at, position, count) -> {
          if (dtype == DType.INT64) {
            MemorySegment.copy(
                block.values(), ValueLayout.JAVA_LONG, at << 3, values, position, count);
          } else {
            for (int i = 0; i < count; i++) {
              values[position + i] = block.longAt(at + i);
            }
          }
        });
    return values;
  }

  /** All elements in C order as truth values, not 0 as true; at most 2^31 - 1. */
  public boolean[] toBooleanArray() {
    boolean[] values = new boolean[checkedSize()];
    rows(
        (block, at, position, count) -> {
          for (int i = 0; i < count; i++) {
            values[position + i] = block.doubleAt(at + i) != 0;
          }
        });
    return values;
  }

  /** The rows of a matrix. */
  public double[][] toDoubleMatrix() {
    if (rank() != 2) {
      throw new PlanException("a matrix of an array of shape " + shape());
    }
    double[] all = toDoubleArray();
    int columns = (int) shape().length(1);
    double[][] rows = new double[(int) shape().length(0)][columns];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(all, row * columns, rows[row], 0, columns);
    }
    return rows;
  }

  private int checkedSize() {
    if (size() > Integer.MAX_VALUE - 8) {
      throw new PlanException(
          "an array of shape %s does not fit a Java array: take slices".formatted(shape()));
    }
    return (int) size();
  }

  @FunctionalInterface
  private interface Row {
    void take(Block block, long at, int position, int count);
  }

  private void rows(Row row) {
    try {
      for (int i = 0; i < blocks.size(); i++) {
        Block block = blocks.get(i);
        Region region = Region.of(grid, i);
        RowWalk.walk(
            shape(),
            region.start(),
            region.shape(),
            (position, at, count) -> row.take(block, at, (int) position, count));
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Bytes of native memory that the elements take. */
  public long byteSize() {
    return blocks.stream().mapToLong(Block::byteSize).sum();
  }

  /** Frees the elements; a second call does nothing. */
  @Override
  public void close() {
    memory.clean();
  }

  /** The elements as NumPy prints them, of large arrays the first and last three of each axis. */
  @Override
  public String toString() {
    return ArrayPrinter.text(this);
  }
}
