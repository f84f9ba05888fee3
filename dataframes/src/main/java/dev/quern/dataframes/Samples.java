package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.hash;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.range;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;

/**
 * Samples of a given number of rows. Random numbers are hashes of the seed and the row's number, so
 * that they depend on neither workers nor timing.
 */
final class Samples {
  private static final String ROW = "#row";
  private static final String KEY = "#key";
  private static final String COUNT = "#count";

  private Samples() {}

  static DataFrame rows(DataFrame rows, long count, long seed) {
    return least(rows, count, hash(lit(seed), col(ROW)));
  }

  static DataFrame weighted(DataFrame rows, long count, long seed, Object weight) {
    Column by = Column.input(weight);
    // From above 0 to 1, whose logarithm is finite.
    Column random =
        hash(lit(seed), col(ROW)).shiftRightUnsigned(11).plus(1).cast(DType.FLOAT64).times(0x1p-53);
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
