package dev.quern.engine.type;

import dev.quern.engine.PlanException;
import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * A point in time as a signed 64-bit count of {@code unit} since 1970-01-01T00:00.
 *
 * @param unit what is counted
 * @param zone a zone id: the value is an instant (counted in UTC) that is shown in that zone;
 *     empty: the value is a local date-time
 */
public record TimestampType(TimeUnit unit, String zone) implements TickType {

  /** Checks that the zone exists. */
  public TimestampType {
    if (!zone.isEmpty()) {
      try {
        ZoneId.of(zone);
      } catch (DateTimeException e) {
        throw new PlanException(
            "time zone '" + zone + "' does not exist: use an id like UTC or Europe/Oslo");
      }
    }
  }

  /** Whether values are instants rather than local date-times. */
  public boolean hasZone() {
    return !zone.isEmpty();
  }

  @Override
  public boolean isTemporal() {
    return true;
  }

  @Override
  public String toString() {
    return hasZone() ? "timestamp[" + unit + ", " + zone + "]" : "timestamp[" + unit + "]";
  }
}
