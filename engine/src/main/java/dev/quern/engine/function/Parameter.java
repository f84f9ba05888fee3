package dev.quern.engine.function;

import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;

/** What an argument may be, and as what the function sees it. */
public enum Parameter {
  /** Text, or the names of a categorical; {@link Row#text}. */
  TEXT("text"),
  /** Text or binary; {@link Row#text}. */
  BYTES("text or binary"),
  /** Any integer, as int64, which a uint64 must fit; {@link Row#integer}. */
  INTEGER("an integer"),
  /** Any number, as float64; {@link Row#real}. */
  NUMBER("a number"),
  /** A truth value; {@link Row#truth}. */
  BOOLEAN("a truth value"),
  /** A date, as its day number; {@link Row#day}. */
  DATE("a date"),
  /** A timestamp, with a zone or without, as its count; {@link Row#integer}. */
  TIMESTAMP("a timestamp"),
  /** A timestamp without a zone; {@link Row#integer}. */
  LOCAL("a timestamp without a zone"),
  /** A timestamp with a zone; {@link Row#integer}. */
  INSTANT("a timestamp with a zone"),
  /** An interval; its months and days are {@link Row#low}, its nanoseconds {@link Row#high}. */
  INTERVAL("an interval"),
  /** Whatever it is. */
  ANY("a value");

  private final String words;

  Parameter(String words) {
    this.words = words;
  }

  /** Whether a value of {@code type} will do, as it is or in {@link #wanted}. */
  public boolean takes(DType type) {
    return switch (this) {
      case TEXT -> type == DType.UTF8 || type instanceof CategoricalType;
      case BYTES -> type.isView() || type instanceof CategoricalType;
      case INTEGER -> type.isInteger() || type.isUnsigned();
      case NUMBER -> type.isNumeric();
      case BOOLEAN -> type == DType.BOOL;
      case DATE -> type == DType.DATE;
      case TIMESTAMP -> type instanceof TimestampType;
      case LOCAL -> type instanceof TimestampType t && !t.hasZone();
      case INSTANT -> type instanceof TimestampType t && t.hasZone();
      case INTERVAL -> type.equals(DType.INTERVAL);
      case ANY -> true;
    };
  }

  /** The type that a value of {@code type}, which this {@link #takes}, is brought to. */
  public DType wanted(DType type) {
    return switch (this) {
      case INTEGER -> DType.INT64;
      case NUMBER -> DType.FLOAT64;
      case TEXT, BYTES -> type instanceof CategoricalType ? DType.UTF8 : type;
      case BOOLEAN, DATE, TIMESTAMP, LOCAL, INSTANT, INTERVAL, ANY -> type;
    };
  }

  /** As an error names it. */
  @Override
  public String toString() {
    return words;
  }
}
