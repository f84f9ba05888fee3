package dev.quern.engine.kernel;

/**
 * Count, mean and sum of squared deviations of some rows: what variance is made of. Mutable; parts
 * are joined by the formula of Chan, Golub and LeVeque (1979), so joining in a fixed order gives
 * the same bits wherever the parts were computed.
 */
public final class Moments {

  private long count;
  private double mean;
  private double deviations;

  /** The number of rows. */
  public long count() {
    return count;
  }

  /** The mean; NaN of no rows. */
  public double mean() {
    return count == 0 ? Double.NaN : mean;
  }

  /** The sum of the squared deviations from the mean. */
  public double deviations() {
    return deviations;
  }

  /** The variance with divisor {@code count - ddof}; NaN when that is not positive. */
  public double variance(int ddof) {
    return count > ddof ? deviations / (count - ddof) : Double.NaN;
  }

  /** Adds the rows of another part. */
  public void add(long otherCount, double otherMean, double otherDeviations) {
    if (otherCount == 0) {
      return;
    }
    if (count == 0) {
      count = otherCount;
      mean = otherMean;
      deviations = otherDeviations;
      return;
    }
    long total = count + otherCount;
    double delta = otherMean - mean;
    deviations += otherDeviations + delta * delta * ((double) count / total * otherCount);
    mean += delta * ((double) otherCount / total);
    count = total;
  }

  /** Adds the rows of {@code other}. */
  public void add(Moments other) {
    add(other.count, other.mean, other.deviations);
  }

  @Override
  public String toString() {
    return "Moments[count=" + count + ", mean=" + mean() + ", deviations=" + deviations + "]";
  }
}
