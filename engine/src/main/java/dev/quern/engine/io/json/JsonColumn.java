package dev.quern.engine.io.json;

import dev.quern.engine.io.csv.ColumnParser;
import dev.quern.engine.io.csv.ColumnTarget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TickType;

/**
 * Turns values of JSON into those of a column's type.
 *
 * <pre>
 *   text               strings without quotes, all else as it is written
 *   numbers            numbers; NaN and infinities as strings in columns of floats
 *   truth values       true and false
 *   dates, timestamps  strings of ISO 8601
 * </pre>
 *
 * <p>Columns whose type was declared take numbers and truth values in strings too.
 */
final class JsonColumn {
  private final DType type;
  private final ColumnParser parser;
  private final boolean declared;

  JsonColumn(DType type, boolean declared) {
    this.type = type;
    this.parser = ColumnParser.of(type, !declared);
    this.declared = declared;
  }

  /** Stores a value in a slot that is not set yet; false when it is none of the type. */
  boolean store(JsonKind kind, byte[] text, int from, int to, ColumnTarget target, int slot) {
    if (kind == JsonKind.NULL) {
      target.setNull(slot);
      return true;
    }
    if (type == DType.UTF8) {
      target.setBytes(slot, text, from, to - from);
      return true;
    }
    return switch (kind) {
      case NUMBER -> type.isNumeric() && parser.read(text, from, to, target, slot);
      case STRING -> takesString(text, from, to) && parser.read(text, from, to, target, slot);
      case TRUE -> {
        if (type == DType.BOOL) {
          target.setTrue(slot);
        }
        yield type == DType.BOOL;
      }
      case FALSE -> type == DType.BOOL;
      case NESTED, NULL -> false;
    };
  }

  private boolean takesString(byte[] text, int from, int to) {
    return declared
        || type == DType.DATE
        || type instanceof TickType
        || type == DType.BINARY
        || (type.isFloating() && ColumnParser.isNoFiniteNumber(text, from, to));
  }
}
