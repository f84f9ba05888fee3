package dev.quern.arrays;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.expr.ArrayExpr.Input;
import dev.quern.arrays.expr.Promotion;
import dev.quern.arrays.grid.AxisChunks;
import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.ArrayPlans;
import dev.quern.arrays.source.BlockSource;
import dev.quern.arrays.source.ConstantSource;
import dev.quern.arrays.source.EyeSource;
import dev.quern.arrays.source.HeapSource;
import dev.quern.arrays.source.SequenceSource;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.type.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where arrays come from, to be imported statically: {@code import static
 * dev.quern.arrays.NDArrays.*}. Nothing is computed or read before it is needed, but for the header
 * of a file.
 */
public final class NDArrays {
  private NDArrays() {}

  /** A vector of these numbers, which are copied. */
  public static NDArray array(double... values) {
    return of(values, values.length);
  }

  /** A vector of these integers, which are copied. */
  public static NDArray array(long... values) {
    return of(values, values.length);
  }

  /** A vector of these truth values, which are copied. */
  public static NDArray array(boolean... values) {
    return of(values, values.length);
  }

  /** A matrix of these rows, which are copied and equally long. */
  public static NDArray array(double[]... rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] values = new double[Math.multiplyExact(rows.length, columns)];
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != columns) {
        throw new PlanException(
            "row %d has %d elements and row 0 has %d".formatted(row, rows[row].length, columns));
      }
      System.arraycopy(rows[row], 0, values, row * columns, columns);
    }
    return source(HeapSource.of(checked(values.length, rows.length, columns), values));
  }

  /** The elements of {@code values}, which are copied, in C order in this shape. */
  public static NDArray of(double[] values, long... shape) {
    return source(HeapSource.of(checked(values.length, shape), values));
  }

  /** The elements of {@code values}, which are copied, in C order in this shape. */
  public static NDArray of(float[] values, long... shape) {
    return source(HeapSource.of(checked(values.length, shape), values));
  }

  /** The elements of {@code values}, which are copied, in C order in this shape. */
  public static NDArray of(long[] values, long... shape) {
    return source(HeapSource.of(checked(values.length, shape), values));
  }

  /** The elements of {@code values}, which are copied, in C order in this shape. */
  public static NDArray of(int[] values, long... shape) {
    return source(HeapSource.of(checked(values.length, shape), values));
  }

  /** The elements of {@code values}, which are copied, in C order in this shape. */
  public static NDArray of(boolean[] values, long... shape) {
    return source(HeapSource.of(checked(values.length, shape), values));
  }

  private static Shape checked(int count, long... lengths) {
    Shape shape = Shape.of(lengths);
    if (shape.size() != count) {
      throw new PlanException(
          "%d values for shape %s, which has %d elements".formatted(count, shape, shape.size()));
    }
    return shape;
  }

  /** A single FLOAT64 without axes. */
  public static NDArray scalar(double value) {
    return full(value);
  }

  /** A single INT64 without axes. */
  public static NDArray scalar(long value) {
    return full(value);
  }

  /** Zeros of FLOAT64. */
  public static NDArray zeros(long... shape) {
    return full(0.0, shape);
  }

  /** Zeros of {@code dtype}, or false. */
  public static NDArray zeros(DType dtype, long... shape) {
    return source(new ConstantSource(Shape.of(shape), dtype, 0));
  }

  /** Ones of FLOAT64. */
  public static NDArray ones(long... shape) {
    return full(1.0, shape);
  }

  /** Ones of {@code dtype}, or true. */
  public static NDArray ones(DType dtype, long... shape) {
    long one = dtype.isFloating() ? Lanes.of(dtype).bits(1.0) : 1;
    return source(new ConstantSource(Shape.of(shape), dtype, one));
  }

  /** A FLOAT64 everywhere. */
  public static NDArray full(double value, long... shape) {
    return source(
        new ConstantSource(Shape.of(shape), DType.FLOAT64, Double.doubleToRawLongBits(value)));
  }

  /** An INT64 everywhere. */
  public static NDArray full(long value, long... shape) {
    return source(new ConstantSource(Shape.of(shape), DType.INT64, value));
  }

  /** The integers from 0 to before {@code stop}. */
  public static NDArray arange(long stop) {
    return arange(0, stop, 1);
  }

  /** The integers from {@code start} to before {@code stop}. */
  public static NDArray arange(long start, long stop) {
    return arange(start, stop, 1);
  }

  /** Every {@code step}-th integer from {@code start} to before {@code stop}. */
  public static NDArray arange(long start, long stop, long step) {
    if (step == 0) {
      throw new PlanException("a sequence with step 0");
    }
    long distance = Math.subtractExact(stop, start);
    long count = Math.max(0, Math.ceilDiv(distance, step));
    return source(SequenceSource.ofLongs(start, step, count));
  }

  /** Every {@code step}-th float from {@code start} to before {@code stop}. */
  public static NDArray arange(double start, double stop, double step) {
    double count = Math.ceil((stop - start) / step);
    if (!(Math.abs(count) < Long.MAX_VALUE)) {
      throw new PlanException("a sequence from %s to %s by %s".formatted(start, stop, step));
    }
    long whole = Math.max(0, (long) count);
    return source(SequenceSource.ofDoubles(start, step, whole, start + (whole - 1) * step));
  }

  /** {@code count} floats at equal distances, from {@code start} to {@code stop}, both included. */
  public static NDArray linspace(double start, double stop, long count) {
    if (count < 0) {
      throw new PlanException("a sequence of " + count + " numbers");
    }
    double step = count > 1 ? (stop - start) / (count - 1) : 0;
    return source(SequenceSource.ofDoubles(start, step, count, count > 1 ? stop : start));
  }

  /** The identity matrix of this many rows. */
  public static NDArray eye(long rows) {
    return eye(rows, rows);
  }

  /** A matrix with ones on its main diagonal and zeros elsewhere. */
  public static NDArray eye(long rows, long columns) {
    return source(new EyeSource(Shape.of(rows, columns)));
  }

  /** Random arrays of this seed: {@code random(42).normal(1000, 10)}. */
  public static RandomArrays random(long seed) {
    return new RandomArrays(seed);
  }

  /** The array in a NumPy file: {@code .npy}, of C or Fortran order and either byte order. */
  public static NDArray readNpy(Path path) {
    return NpyFiles.read(path);
  }

  /** The array in a NumPy file. */
  public static NDArray readNpy(String path) {
    return readNpy(Path.of(path));
  }

  /**
   * The array whose blocks {@code chunks} are, in the order of {@code grid}. That they are of this
   * type and these shapes is the caller's promise.
   */
  public static NDArray fromChunks(LazyChunks chunks, DType dtype, ChunkGrid grid) {
    return chunks(chunks, List.of(), dtype, grid);
  }

  /**
   * Columns of a frame's chunks as an array: of one column a vector, of several a matrix with a
   * column each. Values are converted to {@code dtype}; a null becomes NaN, and is an error when
   * {@code dtype} is no float.
   *
   * @param rows how many rows each chunk has, which is checked when it is computed
   */
  public static NDArray fromColumns(
      LazyChunks chunks, DType dtype, long[] rows, String... columns) {
    if (columns.length == 0) {
      throw new PlanException("no columns: name at least one");
    }
    for (long count : rows) {
      if (count == 0 && rows.length > 1) {
        throw new PlanException("a chunk without rows: leave it out");
      }
    }
    List<AxisChunks> axes = new ArrayList<>(List.of(AxisChunks.of(rows)));
    if (columns.length > 1) {
      axes.add(AxisChunks.whole(columns.length));
    }
    return chunks(chunks, List.of(columns), dtype, ChunkGrid.of(axes));
  }

  private static NDArray chunks(
      LazyChunks chunks, List<String> columns, DType dtype, ChunkGrid grid) {
    if (chunks.size() != grid.blocks()) {
      throw new PlanException(
          "%d chunks for the %d blocks of shape %s in chunks %s"
              .formatted(chunks.size(), grid.blocks(), grid.shape(), grid));
    }
    return new NDArray(
        new ArrayPlan.Chunks(chunks, columns, Promotion.element(dtype), grid, SourceLine.here()));
  }

  /** Elements of {@code then} where {@code condition} is true, else of {@code otherwise}. */
  public static NDArray where(NDArray condition, NDArray then, NDArray otherwise) {
    ArrayExpr expr =
        ElementOps.where(
            new Input(0, condition.dtype()),
            new Input(1, then.dtype()),
            new Input(2, otherwise.dtype()));
    return new NDArray(
        ArrayPlans.elementwise(
            expr, List.of(condition.plan(), then.plan(), otherwise.plan()), SourceLine.here()));
  }

  /** Elements of {@code then} where {@code condition} is true, else a number. */
  public static NDArray where(NDArray condition, NDArray then, double otherwise) {
    return ElementOps.apply(
        condition,
        then,
        (c, value) -> ElementOps.where(c, value, Promotion.constant(otherwise, then.dtype())));
  }

  /** A number where {@code condition} is true, else elements of {@code otherwise}. */
  public static NDArray where(NDArray condition, double then, NDArray otherwise) {
    return ElementOps.apply(
        condition,
        otherwise,
        (c, value) -> ElementOps.where(c, Promotion.constant(then, otherwise.dtype()), value));
  }

  /** One number where {@code condition} is true, else another. */
  public static NDArray where(NDArray condition, double then, double otherwise) {
    return ElementOps.apply(
        condition,
        c ->
            ElementOps.where(
                c,
                Promotion.constant(then, DType.FLOAT64),
                Promotion.constant(otherwise, DType.FLOAT64)));
  }

  /** Arrays one behind the other along an axis that they have; their other axes are equal. */
  public static NDArray concatenate(int axis, NDArray... arrays) {
    if (arrays.length == 0) {
      throw new PlanException("no arrays to join");
    }
    SourceLine where = SourceLine.here();
    DType dtype = arrays[0].dtype();
    for (NDArray array : arrays) {
      dtype = Promotion.promote(dtype, array.dtype());
    }
    List<ArrayPlan> plans = new ArrayList<>();
    for (NDArray array : arrays) {
      plans.add(ArrayPlans.cast(array.plan(), dtype, where));
    }
    return new NDArray(ArrayPlans.concatenate(plans, arrays[0].shape().axis(axis), where));
  }

  /** Arrays of one shape one behind the other along a new axis. */
  public static NDArray stack(int axis, NDArray... arrays) {
    NDArray[] expanded =
        Arrays.stream(arrays).map(array -> array.expandDims(axis)).toArray(NDArray[]::new);
    return concatenate(axis, expanded);
  }

  /** The axes of a reduction: {@code x.mean(axis(0).keepDims())}. */
  public static Axes axis(int... axes) {
    return Axes.of(axes);
  }

  /** All of an axis, in {@code NDArray.slice}. */
  public static Index all() {
    return new Index.All();
  }

  /** One position of an axis, which vanishes, in {@code NDArray.slice}. */
  public static Index at(long position) {
    return new Index.At(position);
  }

  /** Positions {@code start} to before {@code stop}, in {@code NDArray.slice}. */
  public static Index range(long start, long stop) {
    return range(start, stop, 1);
  }

  /** Every {@code step}-th position from {@code start} to before {@code stop}. */
  public static Index range(long start, long stop, long step) {
    return new Index.Range(OptionalLong.of(start), OptionalLong.of(stop), step);
  }

  /** A new axis of length 1, in {@code NDArray.slice}. */
  public static Index newAxis() {
    return new Index.NewAxis();
  }

  /** The array of a source in the chunks that nobody chose. */
  static NDArray source(BlockSource source) {
    ChunkGrid grid = ChunkGrid.automatic(source.shape(), Block.width(source.dtype()));
    return new NDArray(new ArrayPlan.Source(source, grid, SourceLine.here()));
  }
}
