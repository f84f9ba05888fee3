package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Over;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimestampType;
import dev.quern.engine.window.WindowFrame;
import java.util.List;

/** Frames of a period of time in the units of the column that a window is ordered by. */
final class RollingFrame {
  private static final long SECONDS_A_DAY = 86_400;

  private RollingFrame() {}

  static WindowFrame of(CalendarInterval period, List<Object> order, Schema schema) {
    List<Over.Ordered> keys =
        order.isEmpty() ? List.of() : Arguments.order(order.toArray(), schema);
    if (keys.size() != 1 || keys.getFirst().descending()) {
      throw new PlanException(
          "a rolling window of %s is ordered by one time, least first: write .orderBy(\"time\")"
              .formatted(period));
    }
    Expr time = keys.getFirst().value();
    DType type = time.type();
    if (!type.isTemporal()) {
      throw new PlanException(
          "a rolling window of %s is ordered by a date or a timestamp, not by '%s', which is %s"
              .formatted(period, time, type));
    }
    if (period.months() != 0) {
      return new WindowFrame(WindowFrame.Unit.MONTHS, -period.months(), 0);
    }
    if (period.days() == 0) {
      return frame(period, type);
    }
    if (type instanceof TimestampType timestamp && timestamp.hasZone()) {
      return new WindowFrame(WindowFrame.Unit.DAYS, -period.days(), 0);
    }
    long perDay = type instanceof TimestampType t ? SECONDS_A_DAY * t.unit().perSecond() : 1;
    return new WindowFrame(WindowFrame.Unit.RANGE, 1 - period.days() * perDay, 0);
  }

  /* Open at its beginning: the values are whole numbers, so one unit less is the first one in. */
  private static WindowFrame frame(CalendarInterval period, DType type) {
    long perTick =
        type instanceof TimestampType timestamp
            ? 1_000_000_000L / timestamp.unit().perSecond()
            : Long.MAX_VALUE;
    if (period.nanos() % perTick != 0) {
      throw new PlanException(
          "a rolling window of %s over %s: it must be a whole number of its units"
              .formatted(period, type));
    }
    return new WindowFrame(WindowFrame.Unit.RANGE, 1 - period.nanos() / perTick, 0);
  }
}
