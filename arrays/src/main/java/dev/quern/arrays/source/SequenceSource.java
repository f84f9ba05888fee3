package dev.quern.arrays.source;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Equally spaced numbers: {@code start + i * step} at index {@code i}, each computed by itself, so
 * that no error adds up.
 *
 * @param dtype INT64 or FLOAT64; which of the two pairs of numbers counts
 * @param last the exact value of the last element of FLOAT64, where {@code i * step} may miss it
 */
public record SequenceSource(
    Shape shape, DType dtype, long longStart, long longStep, double start, double step, double last)
    implements BlockSource {

  /** {@code count} integers from {@code start} on. */
  public static SequenceSource ofLongs(long start, long step, long count) {
    return new SequenceSource(Shape.of(count), DType.INT64, start, step, 0, 0, 0);
  }

  /** {@code count} floats from {@code start} on, of which the last is {@code last}. */
  public static SequenceSource ofDoubles(double start, double step, long count, double last) {
    return new SequenceSource(Shape.of(count), DType.FLOAT64, 0, 0, start, step, last);
  }

  @Override
  public String label() {
    return dtype == DType.INT64
        ? "sequence from " + longStart + " by " + longStep
        : "sequence from " + start + " by " + step;
  }

  @Override
  public void fill(TaskContext context, long[] begin, Block target) {
    SourceRows.walk(
        context,
        shape,
        begin,
        target,
        (position, at, count) -> {
          if (dtype == DType.INT64) {
            fillLongs(position, target.values(), at, count);
          } else {
            fillDoubles(position, target.values(), at, count);
          }
        });
  }

  private void fillLongs(long position, MemorySegment out, long at, int count) {
    for (int i = 0; i < count; i++) {
      out.setAtIndex(ValueLayout.JAVA_LONG, at + i, longStart + (position + i) * longStep);
    }
  }

  private void fillDoubles(long position, MemorySegment out, long at, int count) {
    for (int i = 0; i < count; i++) {
      out.setAtIndex(ValueLayout.JAVA_DOUBLE, at + i, start + (position + i) * step);
    }
    if (position + count == shape.size()) {
      out.setAtIndex(ValueLayout.JAVA_DOUBLE, at + count - 1, last);
    }
  }
}
