package dev.quern.engine.io.csv;

import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.ScanKernel;
import java.io.Serializable;
import java.util.List;

/**
 * How rows and fields are written down: RFC 4180 with other bytes in its roles.
 *
 * <p>Rows end with a line feed, with or without a carriage return before it. A field may stand in
 * quotes, and then hold delimiters, line ends, and quotes that are doubled; a quote anywhere else
 * is an error.
 *
 * @param delimiter the ASCII character between fields
 * @param quote the ASCII character around fields, or {@link #NONE}: quotes are then ordinary
 * @param comment the ASCII character that makes a line a comment when it comes first, or {@link
 *     #NONE}. A file with comments is read as one split, since whether a quote counts depends on
 *     all lines before it
 * @param escape the ASCII character that, within quotes, takes from the next one its meaning, as in
 *     {@code "5\" disk"}, or {@link #NONE}: quotes are then doubled. A file with escapes is read as
 *     one split too
 * @param trim whether blanks and tabs around a field that is not quoted are left out
 * @param nullTexts the texts that mean null: in a text column only when they are not quoted. The
 *     first one is what is written
 * @param trueTexts the texts that mean true, of which the first is what is written; none for those
 *     of every dialect: {@code true} in three spellings, and in declared columns {@code t}, {@code
 *     yes}, {@code y} and {@code 1} too
 * @param falseTexts the texts that mean false
 * @param formats how numbers, dates and timestamps are written
 */
public record CsvDialect(
    char delimiter,
    char quote,
    char comment,
    char escape,
    boolean trim,
    List<String> nullTexts,
    List<String> trueTexts,
    List<String> falseTexts,
    CsvFormats formats)
    implements Serializable {

  /** "There is no such character". */
  public static final char NONE = '\0';

  /** Comma, double quote, no comments, nothing trimmed, nothing but the empty field is null. */
  public static final CsvDialect RFC4180 =
      new CsvDialect(
          ',', '"', NONE, NONE, false, List.of(""), List.of(), List.of(), CsvFormats.PLAIN);

  /** Checks that the characters are ASCII and differ, and so do the texts of truth values. */
  public CsvDialect {
    nullTexts = List.copyOf(nullTexts);
    trueTexts = List.copyOf(trueTexts);
    falseTexts = List.copyOf(falseTexts);
    if (trueTexts.isEmpty() != falseTexts.isEmpty()
        || trueTexts.contains("")
        || falseTexts.contains("")
        || trueTexts.stream().anyMatch(falseTexts::contains)) {
      throw new PlanException(
          "true is one of %s and false one of %s: both need texts, none empty, none in common"
              .formatted(trueTexts, falseTexts));
    }
    checkRole("delimiter", delimiter);
    if (quote != NONE) {
      checkRole("quote", quote);
    }
    if (comment != NONE) {
      checkRole("comment", comment);
    }
    if (escape != NONE) {
      checkRole("escape", escape);
      if (escape == delimiter || escape == quote) {
        throw new PlanException(
            "'%s' escapes characters, so it can be neither delimiter nor quote".formatted(escape));
      }
    }
    if (delimiter == NONE
        || delimiter == quote
        || delimiter == comment
        || (quote != NONE && quote == comment)) {
      throw new PlanException(
          "delimiter, quote and comment must be three different characters, not '%s', '%s', '%s'"
              .formatted(delimiter, quote, comment));
    }
  }

  /** This dialect with another delimiter, such as {@code '\t'} or {@code ';'}. */
  public CsvDialect withDelimiter(char character) {
    return new CsvDialect(
        character, quote, comment, escape, trim, nullTexts, trueTexts, falseTexts, formats);
  }

  /** This dialect with another quote, or {@link #NONE}. */
  public CsvDialect withQuote(char character) {
    return new CsvDialect(
        delimiter, character, comment, escape, trim, nullTexts, trueTexts, falseTexts, formats);
  }

  /** This dialect with lines that begin with {@code character} left out. */
  public CsvDialect withComment(char character) {
    return new CsvDialect(
        delimiter, quote, character, escape, trim, nullTexts, trueTexts, falseTexts, formats);
  }

  /** This dialect with characters within quotes escaped, as by {@code '\\'}. */
  public CsvDialect withEscape(char character) {
    return new CsvDialect(
        delimiter, quote, comment, character, trim, nullTexts, trueTexts, falseTexts, formats);
  }

  /** Whether what a quote means depends on all of the text before it. */
  boolean isSequential() {
    return comment != NONE || escape != NONE;
  }

  /** This dialect with blanks around fields left out or kept. */
  public CsvDialect withTrim(boolean on) {
    return new CsvDialect(
        delimiter, quote, comment, escape, on, nullTexts, trueTexts, falseTexts, formats);
  }

  /** This dialect with these texts for null. */
  public CsvDialect withNullTexts(String... texts) {
    return new CsvDialect(
        delimiter, quote, comment, escape, trim, List.of(texts), trueTexts, falseTexts, formats);
  }

  /** This dialect with just these texts for truth values, such as "ja" and "nein". */
  public CsvDialect withTruthTexts(List<String> forTrue, List<String> forFalse) {
    return new CsvDialect(
        delimiter, quote, comment, escape, trim, nullTexts, forTrue, forFalse, formats);
  }

  /** This dialect with numbers, dates and timestamps written so. */
  public CsvDialect withFormats(CsvFormats value) {
    return new CsvDialect(
        delimiter, quote, comment, escape, trim, nullTexts, trueTexts, falseTexts, value);
  }

  /** The dialect of one column, which has a pattern of its own or not. */
  CsvDialect of(String column) {
    CsvFormats own = formats.of(column);
    return own.equals(formats) ? this : withFormats(own);
  }

  byte delimiterByte() {
    return (byte) delimiter;
  }

  /** The quote as the scan kernel takes it. */
  int quoteByte() {
    return quote == NONE ? ScanKernel.NO_QUOTE : quote;
  }

  private static void checkRole(String role, char character) {
    if (character > 126 || character == '\n' || character == '\r') {
      throw new PlanException(
          "the %s must be an ASCII character that is no line end, not U+%04X"
              .formatted(role, (int) character));
    }
  }
}
