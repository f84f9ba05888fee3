package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.when;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.number.BorderedBins;
import dev.quern.engine.function.number.EqualBins;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Histograms as groups by the number of the bin, joined with all bins:
 *
 * <pre>
 *   values x (least, greatest)    -> groups by bin: count
 *   0, 1, 2.. x (least, greatest) -> borders of the bins -> left joined with the counts
 * </pre>
 */
final class Histograms {
  private static final int MOST_BINS = Borders.MOST - 1;
  private static final String WHAT = "a histogram";
  private static final String VALUE = "#value";
  private static final String LOW = "#low";
  private static final String HIGH = "#high";
  private static final String BIN = "#bin";
  private static final String COUNT = "count";

  private Histograms() {}

  /** The number of a bin. */
  record Bin(long bin) {}

  /** Bins of equal width from the least to the greatest value. */
  static DataFrame ofEqual(DataFrame rows, String column, int bins) {
    if (bins < 1 || bins > MOST_BINS) {
      throw new PlanException(
          "a histogram has from 1 to %,d bins, not %,d".formatted(MOST_BINS, bins));
    }
    DType type = rows.schema().field(column).type();
    DType valueType =
        type == DType.DATE
            ? DType.timestamp(TimeUnit.MICRO)
            : type instanceof TimestampType
                ? type
                : Borders.number(WHAT, col(column).bind(rows.schema()));
    boolean ofTimes = valueType instanceof TimestampType;
    DataFrame values = rows.select(col(column).cast(valueType).as(VALUE));
    // A comparison with infinity would leave NaN in.
    values = values.filter(ofTimes ? col(VALUE).isNotNull() : col(VALUE).isFinite());
    DataFrame bounds = bounds(values, ofTimes);
    EqualBins bin = new EqualBins(bins, ofTimes, EqualBins.Asked.BIN);
    EqualBins border = new EqualBins(bins, ofTimes, EqualBins.Asked.BORDER);
    DataFrame counts =
        values
            .crossJoin(bounds)
            .groupBy(Column.call(bin, col(VALUE), col(LOW), col(HIGH)).as(BIN))
            .agg(count().as(COUNT));
    return withCounts(
        numbers(bins).crossJoin(bounds),
        counts,
        Column.call(border, col(BIN), col(LOW), col(HIGH)),
        Column.call(border, col(BIN).plus(1), col(LOW), col(HIGH)));
  }

  /** The least and the greatest value, and a little around a single one; no row of no values. */
  private static DataFrame bounds(DataFrame values, boolean ofTimes) {
    Column low = col(LOW);
    Column high = col(HIGH);
    Column lower = ofTimes ? low.dt().plus(-1, ChronoUnit.SECONDS) : low.minus(0.5);
    Column higher = ofTimes ? high.dt().plus(1, ChronoUnit.SECONDS) : high.plus(0.5);
    return values
        .agg(min(VALUE).as(LOW), max(VALUE).as(HIGH))
        .filter(low.isNotNull())
        .select(
            when(low.eq(high)).then(lower).otherwise(low).as(LOW),
            when(low.eq(high)).then(higher).otherwise(high).as(HIGH));
  }

  /** Bins between given borders. */
  static DataFrame ofBorders(DataFrame rows, String column, List<?> borders) {
    Borders of = Borders.of(borders, 2, WHAT, col(column).bind(rows.schema()));
    DType type = of.type();
    List<Object> limits = of.values();
    BorderedBins bin = new BorderedBins(type, limits, BorderedBins.Asked.BIN);
    BorderedBins border = new BorderedBins(type, limits, BorderedBins.Asked.BORDER);
    DataFrame counts =
        rows.select(col(column).cast(type).as(VALUE))
            .groupBy(Column.call(bin, col(VALUE)).as(BIN))
            .agg(count().as(COUNT));
    return withCounts(
        numbers(limits.size() - 1),
        counts,
        Column.call(border, col(BIN)),
        Column.call(border, col(BIN).plus(1)));
  }

  private static DataFrame numbers(int bins) {
    List<Bin> all = LongStream.range(0, bins).mapToObj(Bin::new).toList();
    return Frames.of(Bin.class, all).toFrame().select(col("bin").as(BIN));
  }

  private static DataFrame withCounts(
      DataFrame bins, DataFrame counts, Column lower, Column upper) {
    return bins.leftJoin(counts, on(BIN))
        .sort(BIN)
        .select(lower.as("lower"), upper.as("upper"), col(COUNT).fillNull(0L).as(COUNT));
  }
}
