package dev.quern.engine.io.parquet.read;

import dev.quern.engine.type.DType;
import java.io.Serializable;
import org.apache.parquet.format.Type;

/**
 * A column of values of a file, itself or in lists and structs: how it is stored and what it
 * becomes.
 *
 * @param name the column's name; the path of a nested one
 * @param physical how values are stored
 * @param typeLength bytes of a value of FIXED_LEN_BYTE_ARRAY, else 0
 * @param type what values become
 * @param conversion how they become it
 * @param levels where its values stand among the levels of its pages
 */
public record ColumnSpec(
    String name, Type physical, int typeLength, DType type, Conversion conversion, Levels levels)
    implements Serializable {

  /** Whether the file may hold nulls. */
  public boolean optional() {
    return levels.nullable();
  }

  /** Bytes of a stored value; 0 when it varies or is a bit. */
  int storedWidth() {
    return switch (physical) {
      case INT32, FLOAT -> 4;
      case INT64, DOUBLE -> 8;
      case INT96 -> 12;
      case FIXED_LEN_BYTE_ARRAY -> typeLength;
      case BOOLEAN, BYTE_ARRAY -> 0;
    };
  }
}
