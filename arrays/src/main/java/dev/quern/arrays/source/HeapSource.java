package dev.quern.arrays.source;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The elements of a Java array, in C order.
 *
 * @param values a {@code double[]}, {@code float[]}, {@code long[]}, {@code int[]} or {@code
 *     boolean[]} that nobody changes any more
 */
public record HeapSource(Shape shape, DType dtype, Object values) implements BlockSource {

  /** Takes a copy of {@code values}. */
  public static HeapSource of(Shape shape, double... values) {
    return new HeapSource(shape, DType.FLOAT64, values.clone());
  }

  /** Takes a copy of {@code values}. */
  public static HeapSource of(Shape shape, long... values) {
    return new HeapSource(shape, DType.INT64, values.clone());
  }

  /** Takes a copy of {@code values}. */
  public static HeapSource of(Shape shape, int... values) {
    return new HeapSource(shape, DType.INT32, values.clone());
  }

  /** Takes a copy of {@code values}. */
  public static HeapSource of(Shape shape, float... values) {
    return new HeapSource(shape, DType.FLOAT32, values.clone());
  }

  /** Takes a copy of {@code values}. */
  public static HeapSource of(Shape shape, boolean... values) {
    return new HeapSource(shape, DType.BOOL, values.clone());
  }

  @Override
  public String label() {
    return "values";
  }

  @Override
  public void fill(TaskContext context, long[] start, Block target) {
    SourceRows.walk(
        context,
        shape,
        start,
        target,
        (position, at, count) -> copy((int) position, target.values(), at, count));
  }

  private void copy(int from, MemorySegment out, long at, int count) {
    switch (values) {
      case double[] v -> MemorySegment.copy(v, from, out, ValueLayout.JAVA_DOUBLE, at << 3, count);
      case long[] v -> MemorySegment.copy(v, from, out, ValueLayout.JAVA_LONG, at << 3, count);
      case int[] v -> MemorySegment.copy(v, from, out, ValueLayout.JAVA_INT, at << 2, count);
      case float[] v -> MemorySegment.copy(v, from, out, ValueLayout.JAVA_FLOAT, at << 2, count);
      case boolean[] v -> {
        for (int i = 0; i < count; i++) {
          out.set(ValueLayout.JAVA_BYTE, at + i, (byte) (v[from + i] ? 1 : 0));
        }
      }
      default -> throw new IllegalStateException(values.getClass() + " holds no elements");
    }
  }
}
