package dev.quern.engine.expr;

import ch.randelshofer.fastdoubleparser.JavaBigDecimalParser;
import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TickType;
import dev.quern.engine.type.TimestampType;
import java.lang.foreign.MemorySegment;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;

/**
 * Casts from and to text, a value at a time: text is ISO 8601 for dates and timestamps, true and
 * false for booleans, and what Java writes for numbers. Blanks around a value are ignored.
 */
@SuppressWarnings("JavaLocalDateTimeGetNano") // the fraction of a second is what is meant
final class TextCasts {
  private TextCasts() {}

  /**
   * @param tries whether what is no value of the type becomes null, or else is an error
   */
  static ColumnVector parse(
      MemoryBudget budget, Expr.Cast e, ColumnVector text, MemorySegment active, boolean tries) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, e.type(), text.length())) {
      for (int row = 0; row < text.length(); row++) {
        if (text.isNull(row) || !Bitmaps.get(active, row)) {
          builder.appendNull();
          continue;
        }
        byte[] bytes = Values.bytesAt(text, row);
        if (!parse(e, bytes, builder)) {
          if (!tries) {
            String shown = new String(bytes, StandardCharsets.UTF_8).strip();
            throw CastOperations.doesNotFit(e, "'" + shown + "'");
          }
          builder.appendNull();
        }
      }
      return builder.build();
    }
  }

  static ColumnVector format(MemoryBudget budget, ColumnVector values) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, values.length())) {
      for (int row = 0; row < values.length(); row++) {
        if (values.isNull(row)) {
          builder.appendNull();
        } else if (values.type() == DType.BINARY) {
          builder.append(Values.bytesAt(values, row));
        } else {
          builder.append(text(Objects.requireNonNull(Values.objectAt(values, row))));
        }
      }
      return builder.build();
    }
  }

  private static String text(Object value) {
    return value instanceof LocalDateTime time
        ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time)
        : value.toString();
  }

  /* Whether the text is such a value; then it is appended. */
  private static boolean parse(Expr.Cast e, byte[] bytes, ColumnBuilder builder) {
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    try {
      switch (e.type()) {
        case DecimalType type ->
            builder.append(
                JavaBigDecimalParser.parseBigDecimal(text)
                    .setScale(type.scale(), RoundingMode.HALF_UP));
        case TimestampType type -> builder.append(ticks(text, type));
        case TickType type -> builder.append(Literals.ticks(text, type));
        case PrimitiveType type -> parse(type, text, builder);
        case IntervalType _ -> builder.append(CalendarInterval.parse(text));
        case CategoricalType _, ListType _, StructType _ ->
            throw new IllegalArgumentException("text is no " + e.type());
      }
      return true;
    } catch (NumberFormatException
        | ArithmeticException
        | DateTimeException
        | dev.quern.engine.ComputeException notOne) {
      return false;
    }
  }

  private static void parse(PrimitiveType type, String text, ColumnBuilder builder) {
    switch (type) {
      case BOOL -> builder.append(truth(text));
      case INT8 -> builder.append((long) Byte.parseByte(text));
      case INT16 -> builder.append((long) Short.parseShort(text));
      case INT32 -> builder.append((long) Integer.parseInt(text));
      case INT64 -> builder.append(Long.parseLong(text));
      case UINT8, UINT16, UINT32 -> builder.append(unsigned(text, type));
      case UINT64 -> builder.append(Long.parseUnsignedLong(text));
      case FLOAT32, FLOAT64 -> builder.append(JavaDoubleParser.parseDouble(text));
      case DATE -> builder.append(LocalDate.parse(text).toEpochDay());
      case UTF8, BINARY -> throw new IllegalArgumentException("text is no number");
    }
  }

  private static long unsigned(String text, PrimitiveType type) {
    long number = Long.parseLong(text);
    if (number >>> (8 * type.byteWidth()) != 0) {
      throw new NumberFormatException(text);
    }
    return number;
  }

  private static boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "1" -> true;
      case "false", "f", "no", "0" -> false;
      default -> throw new NumberFormatException(text);
    };
  }

  private static long ticks(String text, TimestampType type) {
    String iso = text.replace(' ', 'T');
    LocalDateTime time;
    if (iso.indexOf('T') < 0) {
      time = LocalDate.parse(iso).atStartOfDay();
    } else if (iso.endsWith("Z") || iso.matches(".*[+-]\\d\\d(:?\\d\\d)?$")) {
      time = OffsetDateTime.parse(iso).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
    } else {
      time = LocalDateTime.parse(iso);
    }
    long perSecond = type.unit().perSecond();
    return Math.addExact(
        Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), perSecond),
        time.getNano() / (1_000_000_000L / perSecond));
  }
}
