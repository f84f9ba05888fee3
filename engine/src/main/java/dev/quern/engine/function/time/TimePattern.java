package dev.quern.engine.function.time;

import dev.quern.engine.PlanException;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A pattern of {@code strftime}: fields and the text between them.
 *
 * <pre>
 *   %Y year         %H hour, 00 to 23     %a %A  name of the day, short and full
 *   %y its last two %I hour, 01 to 12     %b %B  name of the month, short and full
 *   %m month        %p AM or PM           %j     day of the year, 001 to 366
 *   %d day          %M minute             %u     day of the week, 1 (Monday) to 7
 *   %z +hh:mm       %S second             %w     day of the week, 0 (Sunday) to 6
 *   %Z zone's name  %f microseconds       %G %V  year and number of the ISO week
 *   %3f %6f %9f     fraction of so many digits
 *   %F is %Y-%m-%d, %T is %H:%M:%S, %R is %H:%M, %% is %; %-d is %d without leading zeros
 * </pre>
 */
final class TimePattern {
  static final byte[][] DAYS = names(DayOfWeek.values(), TextStyle.FULL);
  static final byte[][] SHORT_DAYS = names(DayOfWeek.values(), TextStyle.SHORT);
  static final byte[][] MONTHS = names(Month.values(), TextStyle.FULL);
  static final byte[][] SHORT_MONTHS = names(Month.values(), TextStyle.SHORT);

  private static final String FIELDS = "YymdHIpMSfaAbBjuwzZGV";

  /** A field by its letter, or text where the letter is 0. */
  static final class Part {
    final char letter;
    final boolean padded;
    final int digits;
    final byte[] text;

    Part(char letter, boolean padded, int digits, String text) {
      this.letter = letter;
      this.padded = padded;
      this.digits = digits;
      this.text = text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final String pattern;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();

  private TimePattern(String pattern) {
    this.pattern = pattern;
    read(pattern);
    endLiteral();
  }

  /** The parts of a pattern; one that is none is an error that says which field there is not. */
  static List<Part> parts(String pattern) {
    return List.copyOf(new TimePattern(pattern).parts);
  }

  private void read(String source) {
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c != '%') {
        literal.append(c);
        continue;
      }
      boolean padded = true;
      int digits = 6;
      char letter = letter(source, ++i);
      if (letter == '-') {
        padded = false;
        letter = letter(source, ++i);
      } else if (letter == '3' || letter == '6' || letter == '9') {
        digits = letter - '0';
        letter = letter(source, ++i);
        if (letter != 'f') {
          throw unknown("%" + digits + letter);
        }
      }
      field(letter, padded, digits);
    }
  }

  private void field(char letter, boolean padded, int digits) {
    switch (letter) {
      case '%' -> literal.append('%');
      case 'F' -> read("%Y-%m-%d");
      case 'T' -> read("%H:%M:%S");
      case 'R' -> read("%H:%M");
      default -> {
        if (FIELDS.indexOf(letter) < 0) {
          throw unknown("%" + letter);
        }
        endLiteral();
        parts.add(new Part(letter, padded, digits, ""));
      }
    }
  }

  private char letter(String source, int at) {
    if (at >= source.length()) {
      throw unknown("% at the end");
    }
    return source.charAt(at);
  }

  private void endLiteral() {
    if (!literal.isEmpty()) {
      parts.add(new Part((char) 0, true, 0, literal.toString()));
      literal.setLength(0);
    }
  }

  private PlanException unknown(String field) {
    return new PlanException(
        "'%s' is no pattern of a time: there is no field %s".formatted(pattern, field));
  }

  private static byte[][] names(Object[] values, TextStyle style) {
    return Stream.of(values)
        .map(
            value ->
                value instanceof Month month
                    ? month.getDisplayName(style, Locale.ENGLISH)
                    : ((DayOfWeek) value).getDisplayName(style, Locale.ENGLISH))
        .map(name -> name.getBytes(StandardCharsets.US_ASCII))
        .toArray(byte[][]::new);
  }
}
