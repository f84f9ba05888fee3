package dev.quern.dataframes;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What some thousand rows tell of the values of a column in memory: their bounds, and about how
 * many different ones there are. The same rows each time, so that plans are the same too.
 *
 * <p>Of {@code n} rows out of {@code N} with {@code d} different values, {@code f} of which come
 * once, the estimate is {@code d / (1 - (1 - n / N) f / n)}: N where all are different, and d where
 * none is alone. Values that come often are counted apart, with their rows (Duj2a: Haas and Stokes,
 * 1998).
 */
final class SampledStatistics {
  private static final int SAMPLE = 4096;
  private static final long SEED = 20_251_127L;

  /** So many times in the sample is often. */
  private static final int OFTEN = 50;

  private final Map<Object, int[]> counts = new HashMap<>();
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;
  private int sampled;

  private SampledStatistics() {}

  /** Those of column {@code position} of {@code batches}, which have {@code rows} rows. */
  static ColumnStatistics of(List<Batch> batches, long rows, int position) {
    if (batches.isEmpty() || !isCounted(batches.getFirst().column(position).type())) {
      return ColumnStatistics.UNKNOWN;
    }
    SampledStatistics statistics = new SampledStatistics();
    SplittableRandom random = new SplittableRandom(SEED);
    // One of each run of rows, so that they lie everywhere; which one is random, as data may recur.
    long run = Math.max(1, rows / SAMPLE);
    int batch = 0;
    long first = 0;
    for (long at = 0; at < rows; at += run) {
      long row = Math.min(rows - 1, at + random.nextLong(run));
      while (row >= first + batches.get(batch).rows()) {
        first += batches.get(batch++).rows();
      }
      statistics.add(batches.get(batch).column(position), (int) (row - first));
    }
    return statistics.result(rows);
  }

  private static boolean isCounted(DType type) {
    return type.isNumeric()
        || type.isTemporal()
        || type == DType.UTF8
        || type instanceof CategoricalType
        || type.layout() == Layout.BITMAP;
  }

  private void add(ColumnVector column, int row) {
    @Nullable Object value = Values.objectAt(column, row);
    if (value == null) {
      return;
    }
    sampled++;
    counts.computeIfAbsent(value, _ -> new int[1])[0]++;
    DType type = column.type();
    double number =
        type.isInteger() || type == DType.DATE
            ? Values.longAt(column, row)
            : type.isFloating() || type.isUnsigned() ? Values.doubleAt(column, row) : Double.NaN;
    least = Math.min(least, number);
    greatest = Math.max(greatest, number);
  }

  private ColumnStatistics result(long rows) {
    if (sampled == 0) {
      return ColumnStatistics.UNKNOWN;
    }
    double share = Math.min(1, (double) sampled / rows);
    int often = 0;
    int once = 0;
    int left = sampled;
    for (int[] count : counts.values()) {
      if (count[0] > OFTEN) {
        often++;
        left -= count[0];
      } else if (count[0] == 1) {
        once++;
      }
    }
    int others = counts.size() - often;
    double distinct = others == 0 ? often : often + others / (1 - (1 - share) * once / left);
    return new ColumnStatistics(finite(least), finite(greatest), Math.min(distinct, (double) rows));
  }

  private static double finite(double value) {
    return Double.isInfinite(value) ? Double.NaN : value;
  }
}
