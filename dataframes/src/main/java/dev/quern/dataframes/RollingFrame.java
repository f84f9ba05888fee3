package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Over;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimestampType;
import dev.quern.engine.window.WindowFrame;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;

/** Frames of a period of time in the units of the column that a window is ordered by. */
final class RollingFrame {
  private static final long SECONDS_A_DAY = 86_400;

  private RollingFrame() {}

  static WindowFrame of(Duration period, List<Object> order, Schema schema) {
    List<Over.Ordered> keys =
        order.isEmpty() ? List.of() : Arguments.order(order.toArray(), schema);
    if (keys.size() != 1 || keys.getFirst().descending()) {
      throw new PlanException(
          "a rolling window of %s is ordered by one time, least first: write .orderBy(\"time\")"
              .formatted(period));
    }
    Expr time = keys.getFirst().value();
    DType type = time.type();
    if (type == DType.DATE) {
      return frame(period, 1, SECONDS_A_DAY, type);
    }
    if (type instanceof TimestampType timestamp) {
      return frame(period, timestamp.unit().perSecond(), 1, type);
    }
    throw new PlanException(
        "a rolling window of %s is ordered by a date or a timestamp, not by '%s', which is %s"
            .formatted(period, time, type));
  }

  /* Open at its beginning: the values are whole numbers, so one unit less is the first one in. */
  private static WindowFrame frame(Duration period, long units, long seconds, DType type) {
    BigInteger nanos =
        BigInteger.valueOf(period.toSeconds())
            .multiply(BigInteger.valueOf(1_000_000_000))
            .add(BigInteger.valueOf(period.toNanosPart()))
            .multiply(BigInteger.valueOf(units));
    BigInteger[] whole = nanos.divideAndRemainder(BigInteger.valueOf(seconds * 1_000_000_000L));
    if (whole[1].signum() != 0 || whole[0].bitLength() > 62) {
      throw new PlanException(
          "a rolling window of %s over %s: it must be a whole number of its units"
              .formatted(period, type));
    }
    return new WindowFrame(WindowFrame.Unit.RANGE, 1 - whole[0].longValue(), 0);
  }
}
