package dev.quern.scheduler.lane;

import dev.quern.engine.PlanException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them. */
public final class Durations {
  private static final Pattern SPAN =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*(ns|us|ms|s|m|h|d)\\s*");

  private Durations() {}

  /**
   * The nanoseconds in text such as {@code 200ms}, {@code 1.5s} or {@code 2m}; the units are ns,
   * us, ms, s, m, h and d.
   */
  public static long nanos(String text) {
    Matcher matcher = SPAN.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new PlanException(
          "'%s' is no span of time: write it like 200ms, 10s, 5m or 1h".formatted(text));
    }
    return (long) (Double.parseDouble(matcher.group(1)) * unit(matcher.group(2)));
  }

  /** {@code nanos} with a fitting unit: 800us, 1.5s, 2m. */
  public static String text(long nanos) {
    for (String unit : new String[] {"h", "m", "s", "ms", "us"}) {
      long size = unit(unit);
      if (nanos >= size) {
        double amount = Math.round(10.0 * nanos / size) / 10.0;
        return amount == Math.rint(amount) ? (long) amount + unit : amount + unit;
      }
    }
    return nanos + "ns";
  }

  private static long unit(String name) {
    return switch (name) {
      case "us" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      case "d" -> 86_400_000_000_000L;
      default -> 1;
    };
  }
}
