package dev.quern.engine.function.time;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Functions of the days that are neither on a weekend nor holidays. Such days are numbered, so that
 * nothing is counted day by day.
 *
 * @param kind what is computed
 * @param weekend the days of the week that are none, not all of them
 * @param holidays days since 1970, in any order
 */
public record BusinessDays(Kind kind, Set<DayOfWeek> weekend, List<Long> holidays)
    implements ScalarFunction {

  /** What is computed of business days. */
  public enum Kind {
    /** Whether a date or timestamp is on one. */
    IS,
    /**
     * So many of them later at the same time of day; of a day that is none the next is the first.
     */
    PLUS,
    /** How many there are from one date to before another; negative when the second is before. */
    BETWEEN
  }

  /** Copies the collections. */
  public BusinessDays {
    weekend = Set.copyOf(weekend);
    holidays = List.copyOf(holidays);
  }

  @Override
  public String label() {
    return "business_days " + kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Signature signature() {
    return switch (kind) {
      case IS -> Signature.of(Parameter.ANY).gives(DType.BOOL);
      case PLUS -> Signature.of(Parameter.ANY, Parameter.INTEGER).failing();
      case BETWEEN -> Signature.of(Parameter.ANY, Parameter.ANY).gives(DType.INT64);
    };
  }

  @Override
  public RowFunction bind(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    Numbers numbers = new Numbers(weekend, holidays);
    return switch (kind) {
      case IS -> (in, out) -> out.set(numbers.isOne(clock.day(clock.local(in.whole(0)))));
      case PLUS ->
          (in, out) -> {
            long local = clock.local(in.whole(0));
            long day = clock.day(local);
            long count = Math.clamp(in.integer(1), -(1L << 40), 1L << 40);
            // Before the first day that counts, the way forward is a day shorter.
            long skipped = count > 0 && !numbers.isOne(day) ? 1 : 0;
            long later = numbers.day(numbers.before(day) + count - skipped);
            out.set(clock.value(clock.at(later, clock.inDay(local))));
          };
      case BETWEEN -> {
        Clock other = Clock.of(known.types().get(1));
        yield (in, out) ->
            out.set(
                numbers.before(other.day(other.local(in.whole(1))))
                    - numbers.before(clock.day(clock.local(in.whole(0)))));
      }
    };
  }

  /** The numbers of business days: 0 is the first one from Monday, 29 December 1969, on. */
  private static final class Numbers {
    private static final int MONDAY = 3;
    private static final int WEEK = 7;

    private final long[] holidays;

    /** Of each day of a week from Monday, and of the next Monday, how many are before it. */
    private final int[] before = new int[WEEK + 1];

    /** Which days of a week they are, 0 for Monday. */
    private final int[] days;

    Numbers(Set<DayOfWeek> weekend, List<Long> holidays) {
      for (DayOfWeek day : DayOfWeek.values()) {
        before[day.getValue()] = before[day.getValue() - 1] + (weekend.contains(day) ? 0 : 1);
      }
      this.days = IntStream.range(0, WEEK).filter(day -> before[day] < before[day + 1]).toArray();
      this.holidays =
          holidays.stream()
              .mapToLong(day -> day)
              .filter(day -> !isWeekend(day))
              .sorted()
              .distinct()
              .toArray();
    }

    private boolean isWeekend(long day) {
      int weekday = (int) Math.floorMod(day + MONDAY, (long) WEEK);
      return before[weekday] == before[weekday + 1];
    }

    boolean isOne(long day) {
      return !isWeekend(day) && Arrays.binarySearch(holidays, day) < 0;
    }

    /** How many there are before a day. */
    long before(long day) {
      long weeks = Math.floorDiv(day + MONDAY, (long) WEEK);
      int weekday = (int) Math.floorMod(day + MONDAY, (long) WEEK);
      return days.length * weeks + before[weekday] - holidaysTo(day - 1);
    }

    /** The one that {@code number} are before. */
    long day(long number) {
      // Each holiday on the way moves the day, which may bring it behind another one.
      long passed = 0;
      while (true) {
        long place = number + passed;
        long week = Math.floorDiv(place, (long) days.length);
        long day = WEEK * week + days[(int) Math.floorMod(place, (long) days.length)] - MONDAY;
        long holidaysBefore = holidaysTo(day);
        if (holidaysBefore == passed) {
          return day;
        }
        passed = holidaysBefore;
      }
    }

    private int holidaysTo(long day) {
      int found = Arrays.binarySearch(holidays, day);
      return found >= 0 ? found + 1 : -found - 1;
    }
  }
}
