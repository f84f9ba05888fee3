package dev.quern.engine.io.merge;

/** Which columns files have together that do not all have the same. */
public enum SchemaMode {
  /**
   * Those of the first file: the others must have them too, with the same types. What only others
   * have is not read.
   */
  SAME,
  /**
   * Those of the first file, null where another one lacks them; what only others have is not read.
   * Types are as in {@link #UNION}.
   */
  FIRST,
  /**
   * Those of all files, in the order in which they first appear, null where a file lacks them.
   * Types widen to what holds all values: integers to longer ones, integers and floats to float64,
   * dates to timestamps, decimals to more digits; other differences are an error.
   */
  UNION
}
