package dev.quern.bench.harness;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The few numbers that summaries are made of. */
public final class Statistics {

  private Statistics() {}

  /** The middle value, or the mean of the two in the middle; nothing of no values. */
  public static OptionalDouble median(double... values) {
    if (values.length == 0) {
      return OptionalDouble.empty();
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  /** The geometric mean of positive values; nothing of no values. */
  public static OptionalDouble geometricMean(double... values) {
    return values.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.exp(Arrays.stream(values).map(Math::log).average().orElseThrow()));
  }
}
