package dev.quern.engine.io.csv;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.time.TimeFormat;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How numbers, dates and timestamps are written down. Patterns are those of {@code strftime}, such
 * as {@code %d.%m.%Y %H:%M}; where there is none, times are ISO 8601.
 *
 * @param decimalSeparator the ASCII character before the fraction of floats and decimals
 * @param thousandsSeparator the character between groups of digits before it, such as a blank or
 *     U+00A0, or {@link CsvDialect#NONE}. It may be missing where a column's type is declared;
 *     types are inferred from groups of three only. Numbers are written without it
 * @param dateFormat the pattern of dates; the empty text for ISO 8601
 * @param timestampFormat the pattern of timestamps. An instant that is read without an offset
 *     ({@code %z}) is meant in the zone of its type
 * @param columns patterns of single columns by name, in the place of those of their type
 */
public record CsvFormats(
    char decimalSeparator,
    char thousandsSeparator,
    String dateFormat,
    String timestampFormat,
    Map<String, String> columns)
    implements Serializable {

  /* What comes of it fits the room that writers have, whatever the names of months. */
  private static final int LONGEST_PATTERN = 256;

  /** A point, no groups, ISO 8601. */
  public static final CsvFormats PLAIN = new CsvFormats('.', CsvDialect.NONE, "", "", Map.of());

  /** Checks that the separators stand in no number and differ, and that dates have no hours. */
  public CsvFormats {
    columns = Map.copyOf(columns);
    if (!isSeparator(decimalSeparator)
        || decimalSeparator > 126
        || (thousandsSeparator != CsvDialect.NONE && !isSeparator(thousandsSeparator))
        || decimalSeparator == thousandsSeparator) {
      throw new PlanException(
          "decimal separator '%s', thousands separator '%s': two different characters that stand in no number, the first one ASCII"
              .formatted(decimalSeparator, thousandsSeparator));
    }
    checkPattern(dateFormat);
    checkPattern(timestampFormat);
    columns.values().forEach(CsvFormats::checkPattern);
    if (TimeFormat.hasTime(dateFormat)) {
      throw new PlanException(
          "'%s' has a time of day: that is no pattern of dates".formatted(dateFormat));
    }
  }

  private static void checkPattern(String pattern) {
    TimeFormat.check(pattern);
    if (pattern.length() > LONGEST_PATTERN) {
      throw new PlanException(
          "a pattern of %d characters: it may have %d"
              .formatted(pattern.length(), LONGEST_PATTERN));
    }
  }

  private static boolean isSeparator(char c) {
    return !Character.isLetterOrDigit(c)
        && !Character.isSurrogate(c)
        && !Character.isISOControl(c)
        && c != '+'
        && c != '-';
  }

  /** These formats with another separator before fractions. */
  public CsvFormats withDecimalSeparator(char character) {
    return new CsvFormats(character, thousandsSeparator, dateFormat, timestampFormat, columns);
  }

  /** These formats with digits in groups, or {@link CsvDialect#NONE}. */
  public CsvFormats withThousandsSeparator(char character) {
    return new CsvFormats(decimalSeparator, character, dateFormat, timestampFormat, columns);
  }

  /** These formats with dates by a pattern; the empty one is ISO 8601. */
  public CsvFormats withDateFormat(String pattern) {
    return new CsvFormats(decimalSeparator, thousandsSeparator, pattern, timestampFormat, columns);
  }

  /** These formats with timestamps by a pattern; the empty one is ISO 8601. */
  public CsvFormats withTimestampFormat(String pattern) {
    return new CsvFormats(decimalSeparator, thousandsSeparator, dateFormat, pattern, columns);
  }

  /** These formats with the dates or timestamps of one column by a pattern of its own. */
  public CsvFormats withColumn(String column, String pattern) {
    Map<String, String> more = new HashMap<>(columns);
    more.put(column, pattern);
    return new CsvFormats(decimalSeparator, thousandsSeparator, dateFormat, timestampFormat, more);
  }

  /** Those of one column, which then is the only one. */
  CsvFormats of(String column) {
    String pattern = columns.get(column);
    if (pattern == null) {
      return columns.isEmpty()
          ? this
          : new CsvFormats(
              decimalSeparator, thousandsSeparator, dateFormat, timestampFormat, Map.of());
    }
    String ofDates = TimeFormat.hasTime(pattern) ? "" : pattern;
    return new CsvFormats(decimalSeparator, thousandsSeparator, ofDates, pattern, Map.of());
  }

  /** The type that the pattern of {@code column} is for, if it has one. */
  Optional<DType> type(String column) {
    return Optional.ofNullable(columns.get(column))
        .map(
            pattern -> {
              if (!TimeFormat.hasTime(pattern)) {
                return DType.DATE;
              }
              TimeUnit unit = TimeFormat.hasNanos(pattern) ? TimeUnit.NANO : TimeUnit.MICRO;
              return TimeFormat.hasOffset(pattern)
                  ? DType.timestamp(unit, "UTC")
                  : DType.timestamp(unit);
            });
  }

  /**
   * The pattern of values of {@code type}, which are not of a column of its own; empty for none.
   */
  String pattern(DType type) {
    if (type == DType.DATE) {
      return dateFormat;
    }
    return type instanceof TimestampType ? timestampFormat : "";
  }

  /** Whether numbers of {@code type} are not as programs write them. */
  boolean changes(DType type) {
    return type.isNumeric()
        && (thousandsSeparator != CsvDialect.NONE
            || (decimalSeparator != '.' && !type.isInteger() && !type.isUnsigned()));
  }

  /** Whether a date and a timestamp may be told by different patterns. */
  boolean hasTimePatterns() {
    return !dateFormat.isEmpty() || !timestampFormat.isEmpty();
  }

  /** Checks that what is written so can be read. */
  void checkReads() {
    TimeFormat.checkReads(dateFormat);
    TimeFormat.checkReads(timestampFormat);
    columns.values().forEach(TimeFormat::checkReads);
  }
}
