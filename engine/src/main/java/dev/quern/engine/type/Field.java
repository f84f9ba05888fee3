package dev.quern.engine.type;

import java.io.Serializable;
import java.util.Objects;

/**
 * A named column of a schema.
 *
 * @param name the column's name, as written: case matters
 * @param type what its values mean
 * @param nullable whether it may hold nulls; {@code false} is a promise that lets kernels skip the
 *     validity bitmap
 */
public record Field(String name, DType type, boolean nullable) implements Serializable {

  /** Checks that nothing is missing. */
  public Field {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  /** A field that may hold nulls. */
  public static Field of(String name, DType type) {
    return new Field(name, type, true);
  }

  /** The same field under another name. */
  public Field withName(String newName) {
    return new Field(newName, type, nullable);
  }

  /** The same field with another type. */
  public Field withType(DType newType) {
    return new Field(name, newType, nullable);
  }

  @Override
  public String toString() {
    return name + ": " + type + (nullable ? "" : " not null");
  }
}
