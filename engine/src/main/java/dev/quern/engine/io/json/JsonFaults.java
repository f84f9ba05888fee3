package dev.quern.engine.io.json;

import dev.quern.engine.type.Field;

/** What becomes of what is wrong within a value: an error, or nothing where options say so. */
interface JsonFaults {

  /**
   * A value is none of its field's type; it is null if this returns.
   *
   * @param column the column that the value is in
   * @param field the field, with the path to it as its name
   * @param at where the value stands in the window
   */
  void conflict(String column, Field field, byte[] text, int from, int to, int at);

  /** Whether fields that nothing was said of are left out. */
  boolean takesUnknown();

  /** There is a field that nothing was said of; always an error. */
  RuntimeException unknownField(String column, String path, int at);

  /** A field stands in an object for the second time; always an error. */
  RuntimeException twice(String path, int at);
}
