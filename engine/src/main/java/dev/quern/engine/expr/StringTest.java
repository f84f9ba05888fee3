package dev.quern.engine.expr;

/** How a string is held against a constant. */
public enum StringTest {
  STARTS_WITH,
  ENDS_WITH,
  CONTAINS,
  /** SQL's LIKE: {@code %} is any run of code points, {@code _} any one. */
  LIKE
}
