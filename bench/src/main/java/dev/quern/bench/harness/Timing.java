package dev.quern.bench.harness;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of one contender took.
 *
 * @param contender what tables call it
 * @param cold nanoseconds of its first run
 * @param warm nanoseconds of the runs that count
 * @param extrapolated whether they stand for more work than was done
 * @param remark why there are no times, or empty
 */
public record Timing(
    String contender, long cold, List<Long> warm, boolean extrapolated, String remark) {

  /** Copies the times. */
  public Timing {
    warm = List.copyOf(warm);
  }

  static Timing absent(String contender, String reason) {
    return new Timing(contender, 0, List.of(), false, reason);
  }

  /** The median of the warm runs, in nanoseconds. */
  public OptionalDouble median() {
    return Statistics.median(warm.stream().mapToDouble(Long::doubleValue).toArray());
  }

  /** The fastest warm run, in nanoseconds. */
  public OptionalDouble min() {
    return warm.stream().mapToDouble(Long::doubleValue).min();
  }

  /** {@code timings}' least median, and whose it is. */
  static @Nullable Timing fastest(List<Timing> timings) {
    Timing best = null;
    for (Timing timing : timings) {
      double median = timing.median().orElse(Double.POSITIVE_INFINITY);
      if (best == null || median < best.median().orElse(Double.POSITIVE_INFINITY)) {
        best = timing;
      }
    }
    return best == null || best.median().isEmpty() ? null : best;
  }
}
