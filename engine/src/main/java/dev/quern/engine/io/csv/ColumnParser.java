package dev.quern.engine.io.csv;

import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns the fields of one column into values of one type.
 *
 * <p>A subclass says what a plain text means, in {@link #value}. Those of the commonest types also
 * have a loop of their own, which handles the ordinary field and leaves every other one (quoted,
 * padded, null) to {@link #field}.
 *
 * <p>A strict parser refuses what would not be written that way by a program that means the type,
 * above all leading zeros: it is what types are inferred with and what inferred columns are read
 * with. A declared column is read leniently.
 */
public abstract class ColumnParser {
  final int column;
  final boolean strict;
  private final CsvDialect dialect;
  private final byte[][] nullTexts;
  private byte[] scratch = new byte[256];

  ColumnParser(int column, CsvDialect dialect, boolean strict) {
    this.column = column;
    this.dialect = dialect;
    this.strict = strict;
    this.nullTexts =
        dialect.nullTexts().stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  /** A parser of text that some other format has cut out, for values of {@code type}. */
  public static ColumnParser of(DType type, boolean strict) {
    return of(type, 0, CsvDialect.RFC4180, strict);
  }

  /** A parser of {@code column}, from 0, for values of {@code type}. */
  static ColumnParser of(DType type, int column, CsvDialect dialect, boolean strict) {
    CsvFormats formats = dialect.formats();
    String pattern = formats.pattern(type);
    if (!pattern.isEmpty()) {
      return new PatternParser(type, pattern, column, dialect, strict);
    }
    ColumnParser plain = plain(type, column, dialect, strict);
    return formats.changes(type)
        ? new NumberFormatParser(plain, formats, column, dialect, strict)
        : plain;
  }

  private static ColumnParser plain(DType type, int column, CsvDialect dialect, boolean strict) {
    return switch (type) {
      case DecimalType decimal -> new DecimalParser(decimal, column, dialect, strict);
      case TimeType time -> new TimeParser(time, column, dialect, strict);
      case DurationType _, IntervalType _ ->
          throw new PlanException(
              "column %d: %s is not read from text; read it as utf8 and cast it"
                  .formatted(column + 1, type));
      case CategoricalType categorical -> new CategoryParser(categorical, column, dialect, strict);
      case ListType _, StructType _ ->
          throw new PlanException(
              "column %d: text holds no %s; read it as utf8 and split it"
                  .formatted(column + 1, type));
      case TimestampType timestamp -> new TimestampParser(timestamp, column, dialect, strict);
      case PrimitiveType primitive ->
          switch (primitive) {
            case BOOL -> new BoolParser(column, dialect, strict);
            case INT64 -> new LongParser(column, dialect, strict);
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 ->
                new NarrowParser(primitive, column, dialect, strict);
            case UINT64 -> new UnsignedParser(column, dialect, strict);
            case FLOAT64 -> new DoubleParser(column, dialect, strict);
            case FLOAT32 -> new FloatParser(column, dialect, strict);
            case DATE -> new DateParser(column, dialect, strict);
            case UTF8 -> new TextParser(column, dialect, strict);
            case BINARY -> new HexParser(column, dialect, strict);
          };
    };
  }

  /**
   * Parses rows {@code from} to {@code to - 1} into the slots from {@code slot} on.
   *
   * @return the first row whose text is no value of the type, or {@link Kernels#NONE}
   */
  int parse(Rows rows, int from, int to, ColumnTarget target, int slot) {
    for (int row = from; row < to; row++) {
      if (!field(rows, row, target, slot + row - from)) {
        return row;
      }
    }
    return Kernels.NONE;
  }

  /**
   * Stores what the bytes from {@code start} to {@code end}, at least one, mean; false when they
   * mean no value of the type.
   */
  abstract boolean value(byte[] text, int start, int end, ColumnTarget target, int slot);

  /**
   * Stores what a text means that another format has cut out; false when it is no value of the
   * type. {@link Digits#SLACK} bytes behind it may be read.
   */
  public final boolean read(byte[] text, int start, int end, ColumnTarget target, int slot) {
    return (start < end || takesAnyText()) && value(text, start, end, target, slot);
  }

  /** Whether the empty text and quoted null texts are values: they are in text columns only. */
  boolean takesAnyText() {
    return false;
  }

  /** Stores one field of any form; false when it is no value of the type. */
  final boolean field(Rows rows, int row, ColumnTarget target, int slot) {
    byte[] text = rows.text;
    int start = rows.start(row, column);
    int end = rows.end(row, column);
    if (end < start) {
      target.setNull(slot);
      return true;
    }
    if (start < end && dialect.quote() != CsvDialect.NONE && text[start] == dialect.quote()) {
      return quoted(text, start, end, target, slot);
    }
    if (dialect.trim()) {
      while (start < end && isBlank(text[start])) {
        start++;
      }
      while (start < end && isBlank(text[end - 1])) {
        end--;
      }
    }
    if (isNullText(text, start, end)) {
      target.setNull(slot);
      return true;
    }
    return read(text, start, end, target, slot);
  }

  /** Whether an ordinary field is what it looks like: nothing to trim, only the empty text null. */
  final boolean isSimple() {
    return !dialect.trim() && nullTexts.length == 1 && nullTexts[0].length == 0;
  }

  final int quoteByte() {
    return dialect.quoteByte();
  }

  private boolean quoted(byte[] text, int start, int end, ColumnTarget target, int slot) {
    if (end - start < 2 || text[end - 1] != dialect.quote()) {
      return false;
    }
    byte[] inner = text;
    int from = start + 1;
    int to = end - 1;
    if (hasEscape(text, from, to)) {
      to = unescape(text, from, to);
      from = 0;
      inner = scratch;
    }
    if (!takesAnyText() && isNullText(inner, from, to)) {
      target.setNull(slot);
      return true;
    }
    return read(inner, from, to, target, slot);
  }

  private boolean isNullText(byte[] text, int start, int end) {
    for (byte[] candidate : nullTexts) {
      if (candidate.length == end - start
          && Arrays.equals(text, start, end, candidate, 0, candidate.length)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasEscape(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == dialect.quote() || isEscape(text[i])) {
        return true;
      }
    }
    return false;
  }

  private boolean isEscape(byte b) {
    return dialect.escape() != CsvDialect.NONE && b == dialect.escape();
  }

  /* Into the scratch, each doubled quote once, and no escapes; returns the length. */
  private int unescape(byte[] text, int from, int to) {
    if (scratch.length < to - from + Digits.SLACK) {
      scratch = new byte[2 * (to - from) + Digits.SLACK];
    }
    int length = 0;
    for (int i = from; i < to; i++) {
      if (isEscape(text[i]) && i + 1 < to) {
        scratch[length++] = text[++i];
        continue;
      }
      scratch[length++] = text[i];
      if (text[i] == dialect.quote()) {
        i++;
      }
    }
    return length;
  }

  /** Whether a text is also that of a number or a truth value. */
  static boolean isAnyValue(byte[] text) {
    int n = text.length;
    return Decimals.isNumber(text, 0, n, false)
        || Decimals.special(text, 0, n) != 0
        || Decimals.is(text, 0, n, "true")
        || Decimals.is(text, 0, n, "false");
  }

  /** Whether a text is one of the ways to write not-a-number or an infinity. */
  public static boolean isNoFiniteNumber(byte[] text, int start, int end) {
    return Decimals.special(text, start, end) != 0;
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
