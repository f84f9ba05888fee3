package dev.quern.engine.chunk;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A dense n-dimensional piece of an array: elements of one numeric or boolean type in C order, the
 * last axis contiguous, without nulls (NaN is a value).
 *
 * <p>A boolean takes one byte, 0 or 1, unlike in a column: regions of any alignment are then cut
 * and joined by plain copies, as of every other type, and files of NumPy hold the same bytes.
 *
 * <p>A block is immutable once it was handed on, and owned: each handle ({@link #retain}, {@link
 * #withShape}) is closed once.
 */
public final class Block implements Chunk {
  private final DType dtype;
  private final long[] shape;
  private final long size;
  private final NativeBuffer buffer;

  private Block(DType dtype, long[] shape, NativeBuffer buffer) {
    this.dtype = dtype;
    this.shape = shape;
    this.size = count(shape);
    this.buffer = buffer;
  }

  /**
   * A block over the first elements of {@code buffer}, which it owns from here on.
   *
   * @param shape the length of each axis; none for a single element
   */
  public static Block of(DType dtype, NativeBuffer buffer, long... shape) {
    if (Math.multiplyExact(count(shape), width(dtype)) > buffer.size()) {
      throw new IllegalArgumentException(
          "%s%s in %d bytes".formatted(dtype, Arrays.toString(shape), buffer.size()));
    }
    return new Block(dtype, shape.clone(), buffer);
  }

  /** A block with undefined content, to be filled before it is handed on. */
  public static Block allocate(MemoryBudget budget, DType dtype, long... shape) {
    long bytes = Math.multiplyExact(count(shape), width(dtype));
    return new Block(dtype, shape.clone(), budget.allocate(bytes));
  }

  /** Bytes that an element of {@code dtype} takes in a block. */
  public static int width(DType dtype) {
    if (dtype == DType.BOOL) {
      return 1;
    }
    if (!dtype.isInteger() && !dtype.isFloating()) {
      throw new IllegalArgumentException("an array cannot hold " + dtype);
    }
    return dtype.byteWidth();
  }

  /** What the elements are. */
  public DType dtype() {
    return dtype;
  }

  /** The number of axes. */
  public int rank() {
    return shape.length;
  }

  /** The length of axis {@code axis}. */
  public long length(int axis) {
    return shape[axis];
  }

  /** The length of each axis, as a copy. */
  public long[] shape() {
    return shape.clone();
  }

  /** The number of elements. */
  public long size() {
    return size;
  }

  /** The elements in C order; at least 64 bytes behind the last one can be read. */
  public MemorySegment values() {
    return buffer.segment();
  }

  /** Another handle on the same elements, seen in another shape of the same size. */
  public Block withShape(long... other) {
    if (count(other) != size) {
      throw new IllegalArgumentException(
          "%s cannot be seen as %s".formatted(this, Arrays.toString(other)));
    }
    return new Block(dtype, other.clone(), buffer.retain());
  }

  /**
   * The integer or boolean at {@code position} in C order, a float truncated: for single values,
   * not for loops.
   */
  public long longAt(long position) {
    return dtype.isFloating() ? (long) doubleAt(position) : integerAt(position);
  }

  /** The element at {@code position} in C order as a double: for single values, not for loops. */
  public double doubleAt(long position) {
    if (!dtype.isFloating()) {
      return integerAt(position);
    }
    checkPosition(position);
    return dtype == DType.FLOAT64
        ? values().get(ValueLayout.JAVA_DOUBLE_UNALIGNED, position << 3)
        : values().get(ValueLayout.JAVA_FLOAT_UNALIGNED, position << 2);
  }

  private long integerAt(long position) {
    checkPosition(position);
    return switch (width(dtype)) {
      case 1 -> values().get(ValueLayout.JAVA_BYTE, position);
      case 2 -> values().get(ValueLayout.JAVA_SHORT_UNALIGNED, position << 1);
      case 4 -> values().get(ValueLayout.JAVA_INT_UNALIGNED, position << 2);
      default -> values().get(ValueLayout.JAVA_LONG_UNALIGNED, position << 3);
    };
  }

  private void checkPosition(long position) {
    if (position < 0 || position >= size) {
      throw new IndexOutOfBoundsException("element " + position + " of " + this);
    }
  }

  @Override
  public long byteSize() {
    return size * width(dtype);
  }

  @Override
  public Block retain() {
    return new Block(dtype, shape, buffer.retain());
  }

  /**
   * Gives this handle up; the last one frees the memory.
   *
   * @throws MemoryFaultException when it was closed before
   */
  @Override
  public void close() {
    buffer.close();
  }

  /** Type and shape, as {@code float64[100, 20]}; never the values. */
  @Override
  public String toString() {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", dtype + "[", "]"));
  }

  private static long count(long[] shape) {
    long count = 1;
    for (long length : shape) {
      if (length < 0) {
        throw new IllegalArgumentException("an axis of length " + length);
      }
      count = Math.multiplyExact(count, length);
    }
    return count;
  }
}
