package dev.quern.arrays;

import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.source.RandomSource;
import dev.quern.engine.PlanException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Arrays of random numbers of one seed. The first array drawn is the seed's first stream, the next
 * one its second, so that two draws are independent and a program draws the same numbers each time
 * it runs. Within an array a number depends on its index alone, not on the chunks or the workers.
 */
public final class RandomArrays {
  private final long seed;
  private final AtomicLong streams = new AtomicLong();

  RandomArrays(long seed) {
    this.seed = seed;
  }

  /** Floats of the standard normal distribution. */
  public NDArray normal(long... shape) {
    return draw(new RandomSource.Normal(0, 1), shape);
  }

  /** Floats of the normal distribution of this mean and standard deviation. */
  public NDArray normal(double mean, double deviation, Shape shape) {
    return draw(new RandomSource.Normal(mean, deviation), shape.lengths());
  }

  /** Floats in [0, 1), all equally likely. */
  public NDArray uniform(long... shape) {
    return draw(new RandomSource.Uniform(0, 1), shape);
  }

  /** Floats in [low, high), all equally likely. */
  public NDArray uniform(double low, double high, Shape shape) {
    if (!(low < high) || Double.isInfinite(high - low)) {
      throw new PlanException("no float lies in [%s, %s)".formatted(low, high));
    }
    return draw(new RandomSource.Uniform(low, high), shape.lengths());
  }

  /** Integers in [low, high), all equally likely. */
  public NDArray integers(long low, long high, Shape shape) {
    if (low >= high) {
      throw new PlanException("no integer lies in [%d, %d)".formatted(low, high));
    }
    return draw(new RandomSource.Integers(low, high), shape.lengths());
  }

  private NDArray draw(RandomSource.Distribution distribution, long... shape) {
    long stream = streams.getAndIncrement();
    return NDArrays.source(new RandomSource(Shape.of(shape), seed, stream, distribution));
  }

  @Override
  public String toString() {
    return "RandomArrays[seed " + seed + "]";
  }
}
