package dev.quern.engine.function.text;

import static dev.quern.engine.function.Parameter.BYTES;
import static dev.quern.engine.function.Parameter.INTEGER;
import static dev.quern.engine.function.Parameter.TEXT;
import static dev.quern.engine.type.DType.BINARY;
import static dev.quern.engine.type.DType.BOOL;
import static dev.quern.engine.type.DType.FLOAT64;
import static dev.quern.engine.type.DType.INT32;
import static dev.quern.engine.type.DType.INT64;
import static dev.quern.engine.type.DType.UTF8;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.function.text.Trims.End;
import java.util.Locale;
import java.util.function.Function;

/**
 * The functions of text. Positions and lengths count code points, from 1 as in SQL; a null argument
 * gives null, but for {@link #CONCAT_WS}.
 */
@SuppressWarnings("ImmutableEnumChecker") // signatures and binders have no state
public enum TextFunction implements ScalarFunction {
  UPPER(of(), CaseMapping::upper),
  LOWER(of(), CaseMapping::lower),
  /** Words begin in upper case and go on in lower case. */
  INITCAP(of(), CaseMapping::initcap),
  /** In a normal form of Unicode. */
  NORMALIZE(Signature.of(TEXT, TEXT).constant(1).slices(), UnicodeForms::normalize),
  /** Letters without their accents. */
  STRIP_ACCENTS(of().slices(), UnicodeForms::stripAccents),

  /** Without white space, or the characters of the second text, at both ends. */
  TRIM(trimming(), known -> Trims.of(End.BOTH, known)),
  LTRIM(trimming(), known -> Trims.of(End.START, known)),
  RTRIM(trimming(), known -> Trims.of(End.FINISH, known)),
  STRIP_PREFIX(Signature.of(TEXT, TEXT).slices(), Parts::stripPrefix),
  STRIP_SUFFIX(Signature.of(TEXT, TEXT).slices(), Parts::stripSuffix),

  /** The first n; all but the last -n if n is negative. */
  LEFT(Signature.of(TEXT, INTEGER).slices(), Parts::left),
  RIGHT(Signature.of(TEXT, INTEGER).slices(), Parts::right),
  SUBSTRING(Signature.of(TEXT, INTEGER, INTEGER).optional(1).slices(), Parts::substring),
  SPLIT_PART(Signature.of(TEXT, TEXT, INTEGER).slices(), Parts::splitPart),
  SUBSTRING_INDEX(Signature.of(TEXT, TEXT, INTEGER).slices(), Parts::substringIndex),

  /** Filled up at the start to a length, with blanks or another text; cut when longer. */
  LPAD(padding(), Pads::left),
  RPAD(padding(), Pads::right),
  ZFILL(Signature.of(TEXT, INTEGER).slices().failing(), Pads::zeros),
  REPEAT(Signature.of(TEXT, INTEGER).failing(), Pads::repeat),

  REPLACE(Signature.of(TEXT, TEXT, TEXT).slices(), Replaces::all),
  REPLACE_FIRST(Signature.of(TEXT, TEXT, TEXT).slices(), Replaces::first),
  TRANSLATE(Signature.of(TEXT, TEXT, TEXT).constant(2), Replaces::translate),
  OVERLAY(Signature.of(TEXT, TEXT, INTEGER, INTEGER).optional(1), Replaces::overlay),
  REVERSE(of(), Replaces::reverse),

  CONCAT(Signature.of(TEXT).repeating(), Concats::concat),
  /** With the first text between the others; nulls among them are left out. */
  CONCAT_WS(Signature.of(TEXT, TEXT).repeating().withNulls(), Concats::withSeparator),
  /** The code point of the first character; 0 of the empty text. */
  ASCII(of().gives(INT32), Concats::codePoint),
  CHR(Signature.of(INTEGER).gives(UTF8).failing(), Concats::character),

  BYTE_LENGTH(Signature.of(BYTES).gives(INT32), (in, out) -> out.set(length(in))),
  BIT_LENGTH(Signature.of(BYTES).gives(INT64), (in, out) -> out.set(8 * length(in))),
  /** The place of the first occurrence, from 1; 0 when there is none. */
  POSITION(Signature.of(TEXT, TEXT).gives(INT32), Searches::position),
  COUNT_MATCHES(Signature.of(TEXT, TEXT).gives(INT32), Searches::count),
  CONTAINS(Signature.of(TEXT, TEXT).gives(BOOL), Searches::contains),
  STARTS_WITH(Signature.of(TEXT, TEXT).gives(BOOL), Searches::startsWith),
  ENDS_WITH(Signature.of(TEXT, TEXT).gives(BOOL), Searches::endsWith),
  EQUALS_IGNORE_CASE(Signature.of(TEXT, TEXT).gives(BOOL), Searches::equalsIgnoreCase),
  /** Whether there is nothing but white space. */
  IS_BLANK(of().gives(BOOL), Searches::isBlank),
  IS_ASCII(of().gives(BOOL), Searches::isAscii),

  /** Whether the expression is found anywhere in the text. */
  REGEX_CONTAINS(pattern(0).gives(BOOL), Regexes::contains),
  REGEX_COUNT(pattern(0).gives(INT32), Regexes::count),
  REGEX_POSITION(pattern(0).gives(INT32), Regexes::position),
  /** A group of the first match; null when there is none. */
  REGEX_EXTRACT(
      Signature.of(TEXT, TEXT, INTEGER).optional(1).constant(2).failing().slices(),
      Regexes::extract),
  REGEX_REPLACE(pattern(1).slices(), known -> Regexes.replace(known, Integer.MAX_VALUE)),
  REGEX_REPLACE_FIRST(pattern(1).slices(), known -> Regexes.replace(known, 1)),

  HEX(Signature.of(BYTES).gives(UTF8), Encodings::hex),
  UNHEX(of().gives(BINARY).failing(), Encodings::unhex),
  BASE64(Signature.of(BYTES).gives(UTF8), Encodings::base64),
  UNBASE64(of().gives(BINARY).failing(), Encodings::unbase64),
  URL_ENCODE(of(), Encodings::urlEncode),
  URL_DECODE(of().failing(), Encodings::urlDecode),
  /** Binary that is UTF-8, as text. */
  DECODE(Signature.of(BYTES).gives(UTF8).failing().slices(), Encodings::decode),
  TO_HEX(Signature.of(INTEGER).gives(UTF8), Encodings::hexOfInteger),
  TO_BINARY(Signature.of(INTEGER).gives(UTF8), Encodings::binary),

  /** What stands at a path of a JSON text; null where there is nothing. */
  JSON_EXTRACT(Signature.of(TEXT, TEXT).constant(1).slices(), JsonPath::extract),
  /** object, array, string, number, boolean or null; null where a text is no JSON. */
  JSON_TYPE(of(), JsonChecks::kind),
  /** Whether a text is one value of JSON. */
  JSON_IS_VALID(of().gives(BOOL), JsonChecks::isValid),
  /** The number of elements of a JSON text that is an array; null where it is none. */
  JSON_ARRAY_LENGTH(of().gives(INT64), JsonChecks::arrayLength),

  MD5(Signature.of(BYTES).gives(UTF8), known -> Digests.of("MD5")),
  SHA1(Signature.of(BYTES).gives(UTF8), known -> Digests.of("SHA-1")),
  SHA256(Signature.of(BYTES).gives(UTF8), known -> Digests.of("SHA-256")),
  SHA512(Signature.of(BYTES).gives(UTF8), known -> Digests.of("SHA-512")),
  CRC32(Signature.of(BYTES).gives(INT64), known -> Digests.crc32()),

  /** A letter and three digits, the same for names that sound alike in English. */
  SOUNDEX(of().slices(), Soundex::of),
  LEVENSHTEIN(Signature.of(TEXT, TEXT).gives(INT32), known -> Distances.levenshtein()),
  DAMERAU_LEVENSHTEIN(Signature.of(TEXT, TEXT).gives(INT32), known -> Distances.damerau()),
  HAMMING(Signature.of(TEXT, TEXT).gives(INT32), known -> Distances.hamming()),
  JACCARD(Signature.of(TEXT, TEXT).gives(FLOAT64), known -> Distances.jaccard()),
  JARO(Signature.of(TEXT, TEXT).gives(FLOAT64), known -> Distances.jaro(false)),
  JARO_WINKLER(Signature.of(TEXT, TEXT).gives(FLOAT64), known -> Distances.jaro(true));

  private final Signature signature;
  private final Function<Known, RowFunction> binder;

  TextFunction(Signature signature, Function<Known, RowFunction> binder) {
    this.signature = signature;
    this.binder = binder;
  }

  TextFunction(Signature signature, RowFunction function) {
    this(signature, known -> function);
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public RowFunction bind(Known known) {
    return binder.apply(known);
  }

  private static Signature of() {
    return Signature.of(TEXT);
  }

  private static Signature trimming() {
    return Signature.of(TEXT, TEXT).optional(1).slices();
  }

  private static Signature padding() {
    return Signature.of(TEXT, INTEGER, TEXT).optional(1).slices().failing();
  }

  /* A text, an expression, and so many other constants. */
  private static Signature pattern(int others) {
    Signature two = others == 0 ? Signature.of(TEXT, TEXT) : Signature.of(TEXT, TEXT, TEXT);
    return two.constant(1 + others).failing();
  }

  private static long length(Row in) {
    in.text(0);
    return in.length(0);
  }
}
