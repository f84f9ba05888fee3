package dev.quern.engine.io.json;

/** What a value of JSON is. */
enum JsonKind {
  NULL,
  TRUE,
  FALSE,
  NUMBER,
  STRING,
  /** An object or an array. */
  NESTED
}
