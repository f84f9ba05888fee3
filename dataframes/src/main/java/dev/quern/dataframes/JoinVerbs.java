package dev.quern.dataframes;

import dev.quern.dataframes.plan.Lengths;
import dev.quern.dataframes.plan.Zip;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.join.JoinKind;
import java.util.List;

/** The verbs of {@link DataFrame} that pair rows with those of another frame. */
abstract sealed class JoinVerbs extends SetVerbs permits SummaryVerbs {
  JoinVerbs() {}

  /** Inner join: the pairs of rows whose keys are equal. */
  public DataFrame join(DataFrame right, JoinOn on) {
    return self().join(right, on, JoinKind.INNER);
  }

  /** {@link DataFrame#join} of pairs alone. */
  public DataFrame innerJoin(DataFrame right, JoinOn on) {
    return self().join(right, on, JoinKind.INNER);
  }

  /** {@link DataFrame#join} with all left rows. */
  public DataFrame leftJoin(DataFrame right, JoinOn on) {
    return self().join(right, on, JoinKind.LEFT);
  }

  /** The rows that have a partner, once each. */
  public DataFrame semiJoin(DataFrame right, JoinOn on) {
    return self().join(right, on, JoinKind.SEMI);
  }

  /** The rows that have no partner, those with a null key included. */
  public DataFrame antiJoin(DataFrame right, JoinOn on) {
    return self().join(right, on, JoinKind.ANTI);
  }

  /**
   * Each right row with its partners, and those without a partner with nulls for the left columns;
   * key columns are the left ones with the right values, and of the wider type where those are
   * integers of two. Columns and names as of {@link DataFrame#join}. The rows come in the order of
   * the right side; the left one is held in memory.
   */
  public DataFrame rightJoin(DataFrame right, JoinOn on) {
    return OuterJoins.right(Joins.widened(self(), right, on), right, on, JoinKind.LEFT);
  }

  /**
   * Pairs, and each row of either side that has no partner, with nulls for the columns of the other
   * one (FULL OUTER JOIN USING). Columns and names as of {@link DataFrame#join}; the key columns
   * have the value of whichever side is there, in the wider type where those are integers of two.
   * Rows come as of the left join, and then those of the right side alone. Both sides are kept, on
   * disk where memory is short, and read once.
   */
  public DataFrame fullJoin(DataFrame right, JoinOn on) {
    DataFrame left = Joins.widened(self(), right, on);
    return left.leftJoin(right, on).union(OuterJoins.right(left, right, on, JoinKind.ANTI));
  }

  /**
   * Pairs each row with every row of {@code right}, as with a single row of aggregates that a
   * filter then compares with (a scalar subquery). The columns are the left ones and then the right
   * ones, named as by {@link DataFrame#join}. The right side goes to disk if it is too large for
   * the memory.
   */
  public DataFrame crossJoin(DataFrame right) {
    return new DataFrame(Joins.cross(self().plan(), right.plan(), SourceLine.here()));
  }

  /**
   * The value of this frame, of one column and one row at most, for each row of another one; null
   * if there is no row (a scalar subquery): {@code orders.filter(col("price").gt(orders.agg(
   * mean("price")).scalar()))}. For filters, {@code select} and {@code withColumns}. More than one
   * row is an error when it runs.
   *
   * @throws PlanException when this has not just one column
   */
  public Column scalar() {
    return SubqueryPlans.scalar(self());
  }

  /**
   * Each row with the one row of {@code right} that is nearest to it in time, or in any other
   * number: {@code trades.asofJoin(quotes, AsOf.backward("time").by("symbol"))}. Columns and names
   * as of {@link DataFrame#join}; rows without a partner have nulls. The rows come in order of the
   * {@code by} columns and of time. Both sides are sorted, on disk where memory is short.
   */
  public DataFrame asofJoin(DataFrame right, AsOf asOf) {
    return AsOfJoins.join(self(), right, asOf);
  }

  /**
   * These columns and those of {@code other} side by side, the first row beside the first one, and
   * so on. The frames have as many rows, else running it fails and says how many each has; and no
   * two columns have one name. Where metadata does not tell how many rows partitions have, as
   * behind a filter, both frames are kept until they are counted, on disk where memory is short.
   */
  public DataFrame zip(DataFrame other) {
    return zip(other, Lengths.SAME);
  }

  /** The same of frames that may have different numbers of rows. */
  public DataFrame zip(DataFrame other, Lengths lengths) {
    List<String> both = other.schema().names().stream().filter(self().schema()::contains).toList();
    if (!both.isEmpty()) {
      throw new PlanException(
          "zip: both frames have columns %s: rename those of one, as by other.select(all().suffix(\"_right\"))"
              .formatted(both));
    }
    return new DataFrame(new Zip(self().plan(), other.plan(), lengths, SourceLine.here()));
  }
}
