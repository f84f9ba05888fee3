package dev.quern.dataframes;

import dev.quern.engine.function.text.TextFunction;
import dev.quern.engine.io.json.JsonExprs;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import java.util.stream.Stream;

/** Encodings, digests and distances of texts: the part of {@link StringFunctions} they make up. */
public abstract sealed class StringEncodings permits StringFunctions {
  final Column column;

  StringEncodings(Column column) {
    this.column = column;
  }

  /** The bytes as upper-case hexadecimal digits. */
  public Column hex() {
    return call(TextFunction.HEX);
  }

  /** The bytes that hexadecimal digits stand for, binary; an error if they are none. */
  public Column unhex() {
    return call(TextFunction.UNHEX);
  }

  /** The bytes in Base64. */
  public Column base64() {
    return call(TextFunction.BASE64);
  }

  /** The bytes that Base64 stands for, binary; an error if it is none. */
  public Column unbase64() {
    return call(TextFunction.UNBASE64);
  }

  /** Binary as text; an error where it is no UTF-8. */
  public Column decode() {
    return call(TextFunction.DECODE);
  }

  /** Percent-encoded, but for letters, digits and {@code - . _ ~}. */
  public Column urlEncode() {
    return call(TextFunction.URL_ENCODE);
  }

  /** Percent-decoded; an error if it cannot be. */
  public Column urlDecode() {
    return call(TextFunction.URL_DECODE);
  }

  /**
   * What stands at a path of a JSON text, such as {@code $.name.other[2]}: a string without its
   * quotes, all else as it is written; null where there is nothing, or no JSON.
   */
  public Column jsonExtract(String path) {
    return call(TextFunction.JSON_EXTRACT, path);
  }

  /**
   * The values that texts of JSON are: {@code fromJson(struct(Field.of("id", INT64)))}. What is of
   * another type there, also deep within, or is missing, is null; fields that the type has not are
   * left out; an object is a map where the type is one, a list of structs of key and value. A text
   * that is no JSON is an error.
   */
  public Column fromJson(DType type) {
    return Column.computed(schema -> JsonExprs.read(column.bind(schema), type, false));
  }

  /** {@link #fromJson}, null where a text is no JSON. */
  public Column tryFromJson(DType type) {
    return Column.computed(schema -> JsonExprs.read(column.bind(schema), type, true));
  }

  /**
   * What kind of value a JSON text is: object, array, string, number, boolean or null, as text;
   * null where it is no JSON.
   */
  public Column jsonType() {
    return call(TextFunction.JSON_TYPE);
  }

  /** The names in a JSON text that is an object, in its order; null where it is none. */
  public Column jsonKeys() {
    DType map =
        DType.list(DType.struct(Field.of("key", DType.UTF8), Field.of("value", DType.UTF8)));
    return Frames.when(jsonType().eq("object")).then(tryFromJson(map).list().mapKeys());
  }

  /** Whether the text is one value of JSON. */
  public Column jsonIsValid() {
    return call(TextFunction.JSON_IS_VALID);
  }

  /** The number of elements of a JSON text that is an array, int64; null where it is none. */
  public Column jsonArrayLength() {
    return call(TextFunction.JSON_ARRAY_LENGTH);
  }

  /** The MD5 digest in lower-case hexadecimal digits. */
  public Column md5() {
    return call(TextFunction.MD5);
  }

  /** The SHA-1 digest in lower-case hexadecimal digits. */
  public Column sha1() {
    return call(TextFunction.SHA1);
  }

  /** The SHA-256 digest in lower-case hexadecimal digits. */
  public Column sha256() {
    return call(TextFunction.SHA256);
  }

  /** The SHA-512 digest in lower-case hexadecimal digits. */
  public Column sha512() {
    return call(TextFunction.SHA512);
  }

  /** The CRC-32 checksum, int64. */
  public Column crc32() {
    return call(TextFunction.CRC32);
  }

  /**
   * American Soundex: a letter and three digits, equal for names that sound alike in English. A
   * text that does not begin with a letter from A to Z stays as it is.
   */
  public Column soundex() {
    return call(TextFunction.SOUNDEX);
  }

  /** Insertions, deletions and substitutions that lead to {@code other}, int32. */
  public Column levenshtein(Object other) {
    return call(TextFunction.LEVENSHTEIN, other);
  }

  /** The same with swaps of neighbours (optimal string alignment), int32. */
  public Column damerauLevenshtein(Object other) {
    return call(TextFunction.DAMERAU_LEVENSHTEIN, other);
  }

  /** Places that differ, int32; null when the lengths differ. */
  public Column hamming(Object other) {
    return call(TextFunction.HAMMING, other);
  }

  /** Distinct characters in both over those in either, float64. */
  public Column jaccard(Object other) {
    return call(TextFunction.JACCARD, other);
  }

  /** Jaro's similarity, 0 to 1, float64. */
  public Column jaro(Object other) {
    return call(TextFunction.JARO, other);
  }

  /** Jaro's similarity, above 0.7 raised for a common start (Winkler), float64. */
  public Column jaroWinkler(Object other) {
    return call(TextFunction.JARO_WINKLER, other);
  }

  Column call(TextFunction function, Object... others) {
    return Column.call(function, Stream.concat(Stream.of(column), Stream.of(others)).toArray());
  }
}
