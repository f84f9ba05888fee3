package dev.quern.engine.function.time;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.function.time.TimePattern.Part;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;
import java.util.List;

/**
 * Dates or timestamps of one type as bytes of text, both ways, by a pattern of {@code strftime}.
 * For one thread: it keeps the fields that it reads.
 */
public final class TimeFormat {
  /** What {@link #read} gives for a text that is no value. */
  public static final long NONE = TimeFields.NO_SUCH_TIME;

  private static final String UNREADABLE = "uwZGV";
  private static final String OF_TIME = "HIpMSfz";

  private final List<Part> parts;
  private final Clock clock;
  private final TimeFields fields = new TimeFields();
  private final TimeText writer;
  private final boolean takesOffset;
  private final long nanosPerTick;

  private TimeFormat(String pattern, DType type) {
    this.parts = TimePattern.parts(pattern);
    this.clock = Clock.of(type);
    this.writer = new TimeText(type, pattern);
    this.takesOffset = !(type instanceof TimestampType stamp) || stamp.hasZone();
    this.nanosPerTick = clock.perSecond() == 0 ? 1 : 1_000_000_000L / clock.perSecond();
  }

  /** Values of {@code type} by a pattern. */
  public static TimeFormat of(String pattern, DType type) {
    return new TimeFormat(pattern, type);
  }

  /** Whether the pattern has a field of the time of day, or the offset from UTC. */
  public static boolean hasTime(String pattern) {
    return has(pattern, OF_TIME);
  }

  /** Whether the pattern has the offset from UTC. */
  public static boolean hasOffset(String pattern) {
    return has(pattern, "z");
  }

  /** Whether the pattern has a fraction of nine digits. */
  public static boolean hasNanos(String pattern) {
    return TimePattern.parts(pattern).stream()
        .anyMatch(part -> part.letter == 'f' && part.digits == 9);
  }

  /**
   * Checks that this is a pattern.
   *
   * @throws PlanException when it is none
   */
  public static void check(String pattern) {
    TimePattern.parts(pattern);
  }

  /**
   * Checks that texts can be read by a pattern.
   *
   * @throws PlanException when it is none, or has fields that tell no date or time
   */
  public static void checkReads(String pattern) {
    for (Part part : TimePattern.parts(pattern)) {
      if (part.letter != 0 && UNREADABLE.indexOf(part.letter) >= 0) {
        throw new PlanException(
            "'%s' can be written, but not read: %%%c tells no date or time"
                .formatted(pattern, part.letter));
      }
    }
  }

  private static boolean has(String pattern, String letters) {
    return TimePattern.parts(pattern).stream()
        .anyMatch(part -> part.letter != 0 && letters.indexOf(part.letter) >= 0);
  }

  /**
   * The day or the ticks that the bytes between two places mean; {@link #NONE} when they do not
   * follow the pattern, are no time, are finer than the type, or have an offset that the type has
   * not. An instant whose text has no offset is meant in the zone of its type.
   */
  public long read(byte[] text, int from, int to) {
    if (!fields.read(parts, text, from, to)
        || fields.nano() % nanosPerTick != 0
        || (fields.hasOffset() && !takesOffset)) {
      return NONE;
    }
    long value = fields.value(clock);
    boolean local = clock.isZoned() && !fields.hasOffset() && value != NONE;
    return local ? clock.value(value) : value;
  }

  /** Appends a day or ticks as text. */
  public void write(long value, RowResult out) {
    writer.write(value, out);
  }
}
