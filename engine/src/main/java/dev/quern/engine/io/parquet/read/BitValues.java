package dev.quern.engine.io.parquet.read;

/** The booleans of one page, in the order of the rows that hold one. */
interface BitValues {

  /**
   * Sets the bits from {@code at} on, which are zero, for those of the next {@code count} values
   * that are true; returns how many are.
   */
  int read(int count, Bits out, int at);

  /** Passes over the next {@code count} values. */
  void skip(int count);
}
