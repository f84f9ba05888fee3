package dev.quern.engine.io.csv;

import java.io.Serializable;
import java.util.List;

/**
 * How a CSV file is written.
 *
 * @param dialect delimiter, quote and the text for null
 * @param header whether the first row holds the names
 */
public record CsvWriteOptions(CsvDialect dialect, boolean header) implements Serializable {

  /** RFC 4180 with a header, lines that end with a line feed, and nothing for null. */
  public static final CsvWriteOptions DEFAULTS = new CsvWriteOptions(CsvDialect.RFC4180, true);

  /** These options with another dialect. */
  public CsvWriteOptions withDialect(CsvDialect value) {
    return new CsvWriteOptions(value, header);
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

  /** These options for a file with or without a row of names. */
  public CsvWriteOptions withHeader(boolean value) {
    return new CsvWriteOptions(dialect, value);
  }
}
