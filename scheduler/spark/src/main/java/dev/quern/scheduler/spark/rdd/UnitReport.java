package dev.quern.scheduler.spark.rdd;

import dev.quern.scheduler.remote.RemoteFailure;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a unit has cost, or why it failed.
 *
 * @param layer the number of its layer
 * @param unit its number in there
 * @param worker the name of the executor that carried it out
 * @param results its results, none if it has failed
 * @param steps what its tasks have cost
 * @param failure why it failed, if it has
 */
public record UnitReport(
    int layer,
    int unit,
    String worker,
    List<Result> results,
    List<StepCost> steps,
    @Nullable RemoteFailure failure)
    implements Serializable {

  /** Copies the lists. */
  public UnitReport {
    results = List.copyOf(results);
    steps = List.copyOf(steps);
  }

  /** Native memory that its results kept. */
  public long bytes() {
    return results.stream().mapToLong(Result::bytes).sum();
  }

  /**
   * A result.
   *
   * @param bytes native memory that it kept, and bytes on disk
   * @param calls whether those have something to do who wait for the decision that it is
   */
  public record Result(long bytes, boolean calls) implements Serializable {
    /** A result of which nothing was told. */
    public static final Result UNKNOWN = new Result(Long.MAX_VALUE, true);
  }

  /**
   * What the tasks of a plan node have cost.
   *
   * @param copy the task that ends the copy that they are of, or -1 when they are the unit's own
   * @param step the number of the first of them in there
   * @param tasks how many they are
   * @param nanos wall time
   * @param bytes native memory that their results kept
   * @param spilledBytes what they put aside on disk
   */
  public record StepCost(int copy, int step, long tasks, long nanos, long bytes, long spilledBytes)
      implements Serializable {}
}
