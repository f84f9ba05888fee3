package dev.quern.engine.function.time;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.function.time.TimePattern.Part;
import dev.quern.engine.kernel.scalar.Civil;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Dates and timestamps as text by a {@link TimePattern}, in the zone of their type. */
final class TimeText {
  private static final byte[] AM = {'A', 'M'};
  private static final byte[] PM = {'P', 'M'};

  private final Clock clock;
  private final List<Part> parts;
  private final byte[] zone;

  TimeText(DType type, String pattern) {
    clock = Clock.of(type);
    parts = TimePattern.parts(pattern);
    String name = type instanceof TimestampType t ? t.zone() : "";
    zone = name.getBytes(StandardCharsets.UTF_8);
  }

  static RowFunction of(Known known) {
    TimeText text = new TimeText(known.types().getFirst(), known.text(1));
    return (in, out) -> text.write(in.whole(0), out);
  }

  void write(long value, RowResult out) {
    long local = clock.local(value);
    long day = clock.day(local);
    long inDay = clock.inDay(local);
    long perSecond = Math.max(1, clock.perSecond());
    long second = clock.perSecond() == 0 ? 0 : inDay / perSecond;
    for (Part part : parts) {
      switch (part.letter) {
        case 0 -> out.append(part.text);
        case 'H', 'I', 'p', 'M', 'S' -> time(part, second, out);
        case 'f' -> fraction(part, inDay % perSecond, perSecond, out);
        case 'z' -> offset(clock.perSecond() == 0 ? 0 : clock.offset(value), out);
        case 'Z' -> out.append(zone);
        default -> date(part, day, out);
      }
    }
  }

  private static void date(Part part, long day, RowResult out) {
    switch (part.letter) {
      case 'Y' -> year(Civil.year(day), out);
      case 'G' -> year(Civil.weekYear(day), out);
      case 'y' -> number(part, Math.floorMod(Civil.year(day), 100L), 2, out);
      case 'm' -> number(part, Civil.month(day), 2, out);
      case 'd' -> number(part, Civil.dayOfMonth(day), 2, out);
      case 'j' -> number(part, Civil.dayOfYear(day), 3, out);
      case 'V' -> number(part, Civil.week(day), 2, out);
      case 'u' -> out.appendDecimal(Civil.dayOfWeek(day));
      case 'w' -> out.appendDecimal(Civil.dayOfWeek(day) % 7);
      case 'a' -> out.append(TimePattern.SHORT_DAYS[(int) Civil.dayOfWeek(day) - 1]);
      case 'A' -> out.append(TimePattern.DAYS[(int) Civil.dayOfWeek(day) - 1]);
      case 'b' -> out.append(TimePattern.SHORT_MONTHS[(int) Civil.month(day) - 1]);
      case 'B' -> out.append(TimePattern.MONTHS[(int) Civil.month(day) - 1]);
      default -> throw new IllegalStateException("no field of a date: " + part.letter);
    }
  }

  private static void time(Part part, long second, RowResult out) {
    long hour = second / 3600;
    switch (part.letter) {
      case 'H' -> number(part, hour, 2, out);
      case 'I' -> number(part, hour % 12 == 0 ? 12 : hour % 12, 2, out);
      case 'p' -> out.append(hour < 12 ? AM : PM);
      case 'M' -> number(part, second / 60 % 60, 2, out);
      default -> number(part, second % 60, 2, out);
    }
  }

  /* Years have four digits at least, and a sign beyond those. */
  private static void year(long year, RowResult out) {
    if (year < 0) {
      out.append('-');
    }
    long positive = Math.abs(year);
    if (positive < 10_000) {
      out.appendDigits(positive, 4);
    } else {
      out.appendDecimal(positive);
    }
  }

  private static void number(Part part, long value, int digits, RowResult out) {
    if (part.padded) {
      out.appendDigits(value, digits);
    } else {
      out.appendDecimal(value);
    }
  }

  private static void fraction(Part part, long ticks, long perSecond, RowResult out) {
    long nanos = ticks * (1_000_000_000L / perSecond);
    long digits = nanos;
    for (int i = part.digits; i < 9; i++) {
      digits /= 10;
    }
    out.appendDigits(digits, part.digits);
  }

  private static void offset(int seconds, RowResult out) {
    out.append(seconds < 0 ? '-' : '+');
    int minutes = Math.abs(seconds) / 60;
    out.appendDigits(minutes / 60, 2);
    out.append(':');
    out.appendDigits(minutes % 60, 2);
  }
}
