package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.LEFT;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.dateSequence;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.on;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.List;

/** Rows at all times of a grid: the grid of each group, joined with the rows that lie on it. */
final class Upsample {
  private static final String FROM = "#from";
  private static final String TO = "#to";

  private Upsample() {}

  static DataFrame of(DataFrame frame, String time, CalendarInterval every, String... by) {
    DType type = frame.schema().field(time).type();
    if (!type.isTemporal()) {
      throw new PlanException(
          "column '%s' is %s: a frame is upsampled by a date or a timestamp".formatted(time, type));
    }
    List<Object> columns = new ArrayList<>(List.of(by));
    columns.add(time);
    if (by.length > 0 && List.of(by).contains(time)) {
      throw new PlanException("column '%s' is the time, and cannot be a key too".formatted(time));
    }
    DataFrame grid =
        frame
            .groupBy((Object[]) by)
            .agg(min(time).as(FROM), max(time).as(TO))
            .withColumn(time, dateSequence(col(FROM), col(TO), every))
            .explodeNonEmpty(time)
            .select(columns.toArray());
    JoinOn on = by.length == 0 ? on(time) : keys(by).nullSafe().and(time);
    return grid.join(frame, on, LEFT).select(frame.schema().names().toArray());
  }

  private static JoinOn keys(String... by) {
    JoinOn on = on(by[0]);
    for (int i = 1; i < by.length; i++) {
      on = on.and(by[i]);
    }
    return on;
  }
}
