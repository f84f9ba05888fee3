package dev.quern.arrays.source;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.type.DType;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Random numbers by element index: element {@code i} in C order depends on the seed, the stream and
 * {@code i} alone, not on how the array is cut or who computes it ({@link Philox}, two elements a
 * draw).
 *
 * @param seed the generator's key
 * @param stream which of the seed's 2^64 independent streams
 * @param distribution what is drawn
 */
public record RandomSource(Shape shape, long seed, long stream, Distribution distribution)
    implements BlockSource {

  /** A distribution of numbers. */
  public sealed interface Distribution extends Serializable {}

  /** Floats in [low, high), each of 2^53 values equally likely. */
  public record Uniform(double low, double high) implements Distribution {}

  /** Floats of the normal distribution, by the method of Box and Muller (1958). */
  public record Normal(double mean, double deviation) implements Distribution {}

  /**
   * Integers in [low, high) by multiplication: of {@code high - low} values none is likelier than
   * another by more than one part in 2^64 / (high - low).
   */
  public record Integers(long low, long high) implements Distribution {}

  @Override
  public DType dtype() {
    return distribution instanceof Integers ? DType.INT64 : DType.FLOAT64;
  }

  @Override
  public String label() {
    return switch (distribution) {
      case Uniform u -> "random uniform [%s, %s)".formatted(u.low, u.high);
      case Normal n -> "random normal (%s, %s)".formatted(n.mean, n.deviation);
      case Integers i -> "random integers [%d, %d)".formatted(i.low, i.high);
    };
  }

  @Override
  public void fill(TaskContext context, long[] start, Block target) {
    Philox philox = new Philox(seed, stream);
    MemorySegment out = target.values();
    SourceRows.walk(
        context,
        shape,
        start,
        target,
        (position, at, count) -> {
          switch (distribution) {
            case Uniform u -> uniform(philox, u, position, out, at, count);
            case Normal n -> normal(philox, n, position, out, at, count);
            case Integers i -> integers(philox, i, position, out, at, count);
          }
        });
  }

  private static void uniform(
      Philox philox, Uniform range, long position, MemorySegment out, long at, int count) {
    double low = range.low;
    double width = range.high - range.low;
    for (int i = 0; i < count; i++) {
      double value = low + width * Philox.unit(word(philox, position + i, i == 0));
      // Rounding may reach the open end.
      out.setAtIndex(
          ValueLayout.JAVA_DOUBLE, at + i, value < range.high ? value : Math.nextDown(range.high));
    }
  }

  private static void integers(
      Philox philox, Integers range, long position, MemorySegment out, long at, int count) {
    long width = range.high - range.low;
    for (int i = 0; i < count; i++) {
      long value = range.low + Math.unsignedMultiplyHigh(word(philox, position + i, i == 0), width);
      out.setAtIndex(ValueLayout.JAVA_LONG, at + i, value);
    }
  }

  /* Element 2k takes the first half of draw k and element 2k + 1 the second. */
  private static long word(Philox philox, long element, boolean drawn) {
    if ((element & 1) == 0) {
      philox.draw(element >>> 1);
      return philox.first();
    }
    if (drawn) {
      philox.draw(element >>> 1);
    }
    return philox.second();
  }

  private static void normal(
      Philox philox, Normal law, long position, MemorySegment out, long at, int count) {
    int i = 0;
    while (i < count) {
      long element = position + i;
      philox.draw(element >>> 1);
      // 1 - u is in (0, 1], so the logarithm is finite.
      double radius = law.deviation * Math.sqrt(-2 * Math.log(1 - Philox.unit(philox.first())));
      double angle = 2 * Math.PI * Philox.unit(philox.second());
      if ((element & 1) == 0) {
        out.setAtIndex(ValueLayout.JAVA_DOUBLE, at + i, law.mean + radius * Math.cos(angle));
        i++;
      }
      if (i < count) {
        out.setAtIndex(ValueLayout.JAVA_DOUBLE, at + i, law.mean + radius * Math.sin(angle));
        i++;
      }
    }
  }
}
