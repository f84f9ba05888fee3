package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.time.BusinessDays;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which days are no business days: {@code BusinessCalendar.weekend(FRIDAY,
 * SATURDAY).withHolidays(...)}.
 *
 * @param weekend days of the week; none for none, but not all of them
 * @param holidays further days, which may be on weekends too
 */
public record BusinessCalendar(Set<DayOfWeek> weekend, Set<LocalDate> holidays) {
  /** Business days from Monday to Friday, without holidays. */
  public static final BusinessCalendar MONDAY_TO_FRIDAY =
      weekend(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);

  /**
   * Copies the sets.
   *
   * @throws PlanException when no day of the week is left
   */
  public BusinessCalendar {
    weekend = Set.copyOf(weekend);
    holidays = Set.copyOf(holidays);
    if (weekend.size() == DayOfWeek.values().length) {
      throw new PlanException("a week of nothing but weekend has no business days");
    }
  }

  /** Weekends of these days, and no holidays. */
  public static BusinessCalendar weekend(DayOfWeek... days) {
    Set<DayOfWeek> all = EnumSet.noneOf(DayOfWeek.class);
    Stream.of(days).forEach(all::add);
    return new BusinessCalendar(all, Set.of());
  }

  /** The same with these holidays, in place of those given before. */
  public BusinessCalendar withHolidays(LocalDate... days) {
    Set<LocalDate> all = Stream.of(days).collect(Collectors.toSet());
    return new BusinessCalendar(weekend, all);
  }

  BusinessDays function(BusinessDays.Kind kind) {
    return new BusinessDays(
        kind, weekend, holidays.stream().map(LocalDate::toEpochDay).sorted().toList());
  }
}
