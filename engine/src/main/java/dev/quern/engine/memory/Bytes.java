package dev.quern.engine.memory;

import dev.quern.engine.PlanException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as people write them. */
public final class Bytes {
  private static final Pattern AMOUNT =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)i?b?\\s*", Pattern.CASE_INSENSITIVE);

  private Bytes() {}

  /**
   * The number of bytes in text such as {@code 8g}, {@code 512 MiB} or {@code 1.5GB}; units are
   * powers of 1024.
   */
  public static long parse(String text) {
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      throw new PlanException(
          "'%s' is no amount of memory: write it like 8g, 512m or 1073741824".formatted(text));
    }
    int power = "kmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT));
    long unit = matcher.group(2).isEmpty() ? 1 : 1L << (10 * (power + 1));
    return (long) (Double.parseDouble(matcher.group(1)) * unit);
  }

  /** {@code bytes} with a fitting unit: 312 B, 1.5 MiB. */
  public static String text(long bytes) {
    if (bytes == Long.MAX_VALUE) {
      return "unlimited";
    }
    if (Math.abs(bytes) < 1024) {
      return bytes + " B";
    }
    int power = (63 - Long.numberOfLeadingZeros(Math.abs(bytes))) / 10;
    return String.format(
        Locale.ROOT,
        "%.1f %ciB",
        bytes / (double) (1L << (10 * power)),
        "KMGTPE".charAt(power - 1));
  }
}
