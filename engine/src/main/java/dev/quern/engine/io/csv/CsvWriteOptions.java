package dev.quern.engine.io.csv;

import java.io.Serializable;
import java.util.List;

/**
 * How a CSV file is written.
 *
 * @param dialect delimiter, quote, the text for null, how numbers, dates and timestamps are written
 * @param header whether the first row holds the names
 * @param quoting which values stand in quotes
 * @param lineEnd what ends a row
 * @param byteOrderMark whether the file begins with the mark by which spreadsheets know UTF-8
 */
public record CsvWriteOptions(
    CsvDialect dialect, boolean header, Quoting quoting, LineEnd lineEnd, boolean byteOrderMark)
    implements Serializable {

  /** Which values stand in quotes; nulls never do, which tells them from texts. */
  public enum Quoting {
    /** Those that would be read otherwise without. */
    NEEDED,
    /** All texts, and the names in the header; of the others those that need them. */
    TEXTS,
    /** All but nulls. */
    ALL
  }

  /** What ends a row. */
  public enum LineEnd {
    /** A line feed. */
    LF("\n"),
    /** A carriage return and a line feed, as RFC 4180 and Windows have it. */
    CRLF("\r\n");

    private final String text;

    LineEnd(String text) {
      this.text = text;
    }

    /** The characters. */
    String text() {
      return text;
    }
  }

  /** RFC 4180 with a header, lines that end with a line feed, and nothing for null. */
  public static final CsvWriteOptions DEFAULTS =
      new CsvWriteOptions(CsvDialect.RFC4180, true, Quoting.NEEDED, LineEnd.LF, false);

  /** These options with another dialect. */
  public CsvWriteOptions withDialect(CsvDialect value) {
    return new CsvWriteOptions(value, header, quoting, lineEnd, byteOrderMark);
  }

  /** These options with another delimiter, such as {@code '\t'} or {@code ';'}. */
  public CsvWriteOptions withDelimiter(char delimiter) {
    return withDialect(dialect.withDelimiter(delimiter));
  }

  /** These options with another quote, or {@link CsvDialect#NONE}. */
  public CsvWriteOptions withQuote(char quote) {
    return withDialect(dialect.withQuote(quote));
  }

  /** These options with this text for null. */
  public CsvWriteOptions withNullText(String text) {
    return withDialect(dialect.withNullTexts(text));
  }

  /** These options with these texts for truth values. */
  public CsvWriteOptions withTruthTexts(String forTrue, String forFalse) {
    return withDialect(dialect.withTruthTexts(List.of(forTrue), List.of(forFalse)));
  }

  /** These options with another separator before fractions, as in {@code 1,5}. */
  public CsvWriteOptions withDecimalSeparator(char character) {
    return withFormats(dialect.formats().withDecimalSeparator(character));
  }

  /** These options with dates by a pattern of {@code strftime}, such as {@code %d.%m.%Y}. */
  public CsvWriteOptions withDateFormat(String pattern) {
    return withFormats(dialect.formats().withDateFormat(pattern));
  }

  /**
   * These options with timestamps by a pattern, such as {@code %m/%d/%Y %I:%M %p}: instants in the
   * zone of their type, whose offset is {@code %z}.
   */
  public CsvWriteOptions withTimestampFormat(String pattern) {
    return withFormats(dialect.formats().withTimestampFormat(pattern));
  }

  /** These options with the dates or timestamps of one column by a pattern of its own. */
  public CsvWriteOptions withFormat(String column, String pattern) {
    return withFormats(dialect.formats().withColumn(column, pattern));
  }

  private CsvWriteOptions withFormats(CsvFormats formats) {
    return withDialect(dialect.withFormats(formats));
  }

  /** These options for a file with or without a row of names. */
  public CsvWriteOptions withHeader(boolean value) {
    return new CsvWriteOptions(dialect, value, quoting, lineEnd, byteOrderMark);
  }

  /** These options with these values in quotes. */
  public CsvWriteOptions withQuoting(Quoting value) {
    return new CsvWriteOptions(dialect, header, value, lineEnd, byteOrderMark);
  }

  /** These options with rows that end so. */
  public CsvWriteOptions withLineEnd(LineEnd value) {
    return new CsvWriteOptions(dialect, header, quoting, value, byteOrderMark);
  }

  /** These options with or without a mark at the beginning: spreadsheets need it for umlauts. */
  public CsvWriteOptions withByteOrderMark(boolean value) {
    return new CsvWriteOptions(dialect, header, quoting, lineEnd, value);
  }
}
