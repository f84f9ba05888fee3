package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.StringTest;
import dev.quern.engine.function.text.TextFunction;
import dev.quern.engine.function.time.TimeParse;
import dev.quern.engine.nested.Lists;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Functions of a text column: {@code col("name").str().upper()}. Places and lengths count code
 * points, the first is 1, as in SQL; arguments are columns or constants; null gives null. Digests,
 * encodings and distances are inherited.
 *
 * <p>Regular expressions are Java's. One that tries too many ways on a text goes on in linear time
 * if it has neither lookaround nor back references, and is an error if it has.
 */
public final class StringFunctions extends StringEncodings {
  StringFunctions(Column column) {
    super(column);
  }

  /** Whether the text begins with {@code prefix}. */
  public Column startsWith(Object prefix) {
    return test(StringTest.STARTS_WITH, TextFunction.STARTS_WITH, prefix);
  }

  /** Whether the text ends with {@code suffix}. */
  public Column endsWith(Object suffix) {
    return test(StringTest.ENDS_WITH, TextFunction.ENDS_WITH, suffix);
  }

  /** Whether {@code part} occurs in the text. */
  public Column contains(Object part) {
    return test(StringTest.CONTAINS, TextFunction.CONTAINS, part);
  }

  /** SQL's LIKE: {@code %} stands for any run of characters, {@code _} for any one. */
  public Column like(String pattern) {
    return match(column, StringTest.LIKE, pattern);
  }

  /** LIKE without regard to the case of letters. */
  public Column ilike(String pattern) {
    return match(lower(), StringTest.LIKE, pattern.toLowerCase(Locale.ROOT));
  }

  /** The number of code points, int32. */
  public Column length() {
    return Column.computed(schema -> Exprs.length(column.bind(schema)));
  }

  // Case

  /** Upper case, by Unicode's simple mapping: a code point for a code point. */
  public Column upper() {
    return call(TextFunction.UPPER);
  }

  /** Lower case, by Unicode's simple mapping. */
  public Column lower() {
    return call(TextFunction.LOWER);
  }

  /** Words begin in upper case and go on in lower case. */
  public Column initcap() {
    return call(TextFunction.INITCAP);
  }

  /** Letters without accents: {@code Zoë} is {@code Zoe}. */
  public Column stripAccents() {
    return call(TextFunction.STRIP_ACCENTS);
  }

  /** In a normal form of Unicode, by which what looks alike is equal. */
  public Column normalize(Normalizer.Form form) {
    return call(TextFunction.NORMALIZE, form.name());
  }

  // Ends

  /** Without white space at either end (SQL's trim takes off blanks only: {@code trim(" ")}). */
  public Column trim() {
    return call(TextFunction.TRIM);
  }

  /** Without any of these characters at either end. */
  public Column trim(Object characters) {
    return call(TextFunction.TRIM, characters);
  }

  /** Without white space at the start. */
  public Column ltrim() {
    return call(TextFunction.LTRIM);
  }

  /** Without any of these characters at the start. */
  public Column ltrim(Object characters) {
    return call(TextFunction.LTRIM, characters);
  }

  /** Without white space at the end. */
  public Column rtrim() {
    return call(TextFunction.RTRIM);
  }

  /** Without any of these characters at the end. */
  public Column rtrim(Object characters) {
    return call(TextFunction.RTRIM, characters);
  }

  /** Without {@code prefix}, where the text begins with it. */
  public Column stripPrefix(Object prefix) {
    return call(TextFunction.STRIP_PREFIX, prefix);
  }

  /** Without {@code suffix}, where the text ends with it. */
  public Column stripSuffix(Object suffix) {
    return call(TextFunction.STRIP_SUFFIX, suffix);
  }

  /** Filled up with blanks at the start to {@code length}; cut to it when longer. */
  public Column lpad(Object length) {
    return call(TextFunction.LPAD, length);
  }

  /** Filled up with {@code fill} at the start to {@code length}; cut to it when longer. */
  public Column lpad(Object length, Object fill) {
    return call(TextFunction.LPAD, length, fill);
  }

  /** Filled up with blanks at the end to {@code length}; cut to it when longer. */
  public Column rpad(Object length) {
    return call(TextFunction.RPAD, length);
  }

  /** Filled up with {@code fill} at the end to {@code length}; cut to it when longer. */
  public Column rpad(Object length, Object fill) {
    return call(TextFunction.RPAD, length, fill);
  }

  /** With zeros at the start, behind a sign, up to {@code length}. */
  public Column zfill(Object length) {
    return call(TextFunction.ZFILL, length);
  }

  // Parts

  /** The first {@code count} characters; if negative, all but so many at the end. */
  public Column left(Object count) {
    return call(TextFunction.LEFT, count);
  }

  /** The last {@code count} characters; if negative, all but so many at the start. */
  public Column right(Object count) {
    return call(TextFunction.RIGHT, count);
  }

  /** The part from a character on, 1 for the first and -1 for the last. */
  public Column substring(Object from) {
    return call(TextFunction.SUBSTRING, from);
  }

  /**
   * The part from a character on, 1 for the first and -1 for the last: so many characters, fewer
   * where the text ends before.
   */
  public Column substring(Object from, Object count) {
    return from instanceof Integer first && first >= 1 && count instanceof Integer n && n >= 0
        ? Column.computed(schema -> Exprs.substring(column.bind(schema), first, n))
        : call(TextFunction.SUBSTRING, from, count);
  }

  /**
   * The parts between separators, as a list of text: one empty part of the empty text. An empty
   * separator parts all characters.
   */
  public Column split(String separator) {
    return Column.computed(schema -> Lists.split(column.bind(schema), separator));
  }

  /** The n-th part between separators, from 1, or -1 for the last; empty if there is none. */
  public Column splitPart(Object separator, Object n) {
    return call(TextFunction.SPLIT_PART, separator, n);
  }

  /** All before the n-th separator, or behind the n-th from the end if negative. */
  public Column substringIndex(Object separator, Object n) {
    return call(TextFunction.SUBSTRING_INDEX, separator, n);
  }

  /** The characters from the last to the first. */
  public Column reverse() {
    return call(TextFunction.REVERSE);
  }

  /** The text so many times; empty if that is not positive. */
  public Column repeat(Object times) {
    return call(TextFunction.REPEAT, times);
  }

  // Replacement

  /** Every occurrence of {@code part} replaced. */
  public Column replace(Object part, Object other) {
    return call(TextFunction.REPLACE, part, other);
  }

  /** The first occurrence of {@code part} replaced. */
  public Column replaceFirst(Object part, Object other) {
    return call(TextFunction.REPLACE_FIRST, part, other);
  }

  /** Each character of {@code from} replaced by that of {@code to} at its place, or dropped. */
  public Column translate(String from, String to) {
    return call(TextFunction.TRANSLATE, from, to);
  }

  /** Replaced by {@code other} from a character on, as long as that is. */
  public Column overlay(Object other, Object from) {
    return call(TextFunction.OVERLAY, other, from);
  }

  /** So many characters from one on replaced by {@code other}. */
  public Column overlay(Object other, Object from, Object count) {
    return call(TextFunction.OVERLAY, other, from, count);
  }

  // Searches

  /** The place of the first {@code part}, from 1; 0 when there is none. int32. */
  public Column position(Object part) {
    return call(TextFunction.POSITION, part);
  }

  /** How often {@code part} occurs, without overlaps, int32. */
  public Column countMatches(Object part) {
    return call(TextFunction.COUNT_MATCHES, part);
  }

  /** Equal but for the case of letters. */
  public Column equalsIgnoreCase(Object other) {
    return call(TextFunction.EQUALS_IGNORE_CASE, other);
  }

  /** Whether there is nothing but white space. */
  public Column isBlank() {
    return call(TextFunction.IS_BLANK);
  }

  /** Whether all characters are ASCII. */
  public Column isAscii() {
    return call(TextFunction.IS_ASCII);
  }

  /** The number of bytes in UTF-8, int32. */
  public Column byteLength() {
    return call(TextFunction.BYTE_LENGTH);
  }

  /** The number of bits in UTF-8, int64. */
  public Column bitLength() {
    return call(TextFunction.BIT_LENGTH);
  }

  /** The code point of the first character, int32; 0 of the empty text. */
  public Column ascii() {
    return call(TextFunction.ASCII);
  }

  // Dates and times

  /** A date by a pattern as in {@link DateFunctions#strftime}; other text is an error. */
  public Column toDate(String pattern) {
    return parse(DType.DATE, pattern, false);
  }

  /** A date by a pattern as in {@link DateFunctions#strftime}; other text gives null. */
  public Column tryToDate(String pattern) {
    return parse(DType.DATE, pattern, true);
  }

  /**
   * A timestamp in microseconds by a pattern as in {@link DateFunctions#strftime}; other text is an
   * error. It is an instant in UTC if the pattern has {@code %z}, else it has no zone.
   */
  public Column toTimestamp(String pattern) {
    return parse(timestamp(pattern), pattern, false);
  }

  /** A timestamp as by {@link #toTimestamp}; other text gives null. */
  public Column tryToTimestamp(String pattern) {
    return parse(timestamp(pattern), pattern, true);
  }

  private static DType timestamp(String pattern) {
    return pattern.replace("%%", "").contains("%z")
        ? DType.timestamp(TimeUnit.MICRO, "UTC")
        : DType.timestamp(TimeUnit.MICRO);
  }

  private Column parse(DType type, String pattern, boolean tries) {
    return Column.call(new TimeParse(type, tries), column, pattern);
  }

  // Regular expressions

  /** Whether the expression is found anywhere in the text. */
  public Column regexContains(String expression) {
    return call(TextFunction.REGEX_CONTAINS, expression);
  }

  /** How many matches there are, int32. */
  public Column regexCount(String expression) {
    return call(TextFunction.REGEX_COUNT, expression);
  }

  /** The place of the first match, from 1; 0 when there is none. int32. */
  public Column regexPosition(String expression) {
    return call(TextFunction.REGEX_POSITION, expression);
  }

  /** The first match; null when there is none. */
  public Column regexExtract(String expression) {
    return call(TextFunction.REGEX_EXTRACT, expression);
  }

  /** A group of the first match; null when there is none. */
  public Column regexExtract(String expression, int group) {
    return call(TextFunction.REGEX_EXTRACT, expression, group);
  }

  /** All matches, as a list of text; an empty one where there is none. */
  public Column regexExtractAll(String expression) {
    return regexExtractAll(expression, 0);
  }

  /** A group of all matches, as a list of text: without those in which it has no part. */
  public Column regexExtractAll(String expression, int group) {
    if (group < 0) {
      throw new PlanException("there is no group " + group + ": they are counted from 0");
    }
    return Column.computed(schema -> Lists.regexExtractAll(column.bind(schema), expression, group));
  }

  /**
   * The parts between matches, as a list of text: one part, the text, where there is none. A match
   * of no characters parts those that it stands between.
   */
  public Column regexSplit(String expression) {
    return Column.computed(schema -> Lists.regexSplit(column.bind(schema), expression));
  }

  /** Every match replaced; in {@code other}, {@code $1} is group 1. */
  public Column regexReplace(String expression, String other) {
    return call(TextFunction.REGEX_REPLACE, expression, other);
  }

  /** The first match replaced; in {@code other}, {@code $1} is group 1. */
  public Column regexReplaceFirst(String expression, String other) {
    return call(TextFunction.REGEX_REPLACE_FIRST, expression, other);
  }

  private Column test(StringTest test, TextFunction ofColumns, Object other) {
    return other instanceof String constant
        ? match(column, test, constant)
        : call(ofColumns, other);
  }

  private static Column match(Column operand, StringTest test, String pattern) {
    return Column.computed(schema -> Exprs.match(test, operand.bind(schema), pattern));
  }
}
