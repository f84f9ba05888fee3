package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.hash;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.range;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Samples of a given number of rows, and random parts of all. Random numbers are hashes of the seed
 * and the row's number, so that they depend on neither workers nor timing.
 */
final class Samples {
  private static final String ROW = "#row";
  private static final String KEY = "#key";
  private static final String COUNT = "#count";

  private Samples() {}

  static DataFrame rows(DataFrame rows, long count, long seed) {
    return least(rows, count, hash(lit(seed), col(ROW)));
  }

  static List<DataFrame> split(DataFrame rows, long seed, double... weights) {
    double all = DoubleStream.of(weights).sum();
    if (!DoubleStream.of(weights).allMatch(w -> w > 0)
        || !(all > 0 && all < Double.POSITIVE_INFINITY)) {
      throw new PlanException(
          "a random split needs weights above 0, as 0.8 and 0.2, not " + Arrays.toString(weights));
    }
    // By numbers of rows, which do not depend on what columns of a part are read.
    DataFrame numbered = rows.withRowIndex(ROW).withColumns(random(seed).as(KEY));
    List<DataFrame> parts = new ArrayList<>();
    double low = 0;
    for (int i = 0; i < weights.length; i++) {
      double high = low + weights[i] / all;
      Column from = col(KEY).ge(low);
      // The last part has no end: sums are rounded.
      parts.add(
          numbered
              .filter(i == weights.length - 1 ? from : from.and(col(KEY).lt(high)))
              .select(rows.schema().names().toArray()));
      low = high;
    }
    return parts;
  }

  /* From 0 to below 1. */
  private static Column random(long seed) {
    return hash(lit(seed), col(ROW)).shiftRightUnsigned(11).cast(DType.FLOAT64).times(0x1p-53);
  }

  static DataFrame weighted(DataFrame rows, long count, long seed, Object weight) {
    Column by = Column.input(weight);
    // From above 0 to 1, whose logarithm is finite.
    Column random = random(seed).plus(0x1p-53);
    DataFrame possible = rows.filter(by.gt(0).and(by.cast(DType.FLOAT64).isNan().not()));
    return least(possible, count, random.log().negate().divide(by));
  }

  private static DataFrame least(DataFrame rows, long count, Column key) {
    check(count);
    return rows.withRowId(ROW)
        .withColumns(key.as(KEY))
        .sort(KEY, ROW)
        .limit(count)
        .sort(ROW)
        .select(rows.schema().names().toArray());
  }

  static DataFrame withReplacement(DataFrame rows, long count, long seed) {
    check(count);
    DataFrame draws =
        range(count)
            .select(hash(lit(seed), col("id")).as(KEY))
            .crossJoin(rows.agg(count().as(COUNT)))
            .filter(col(COUNT).gt(0))
            .select(col(KEY).floorMod(col(COUNT)).as(ROW));
    return rows.withRowIndex(ROW)
        .join(draws, on(ROW))
        .sort(ROW)
        .select(rows.schema().names().toArray());
  }

  private static void check(long count) {
    if (count < 0) {
      throw new PlanException("sample of " + count + ": a number of rows is not negative");
    }
  }
}
