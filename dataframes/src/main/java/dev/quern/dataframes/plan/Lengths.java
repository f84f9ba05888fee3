package dev.quern.dataframes.plan;

/** What frames whose rows are put side by side may have: as many rows, or how many come out. */
public enum Lengths {
  /** As many rows; else it is an error that says how many each has. */
  SAME,
  /** As many rows as the shorter frame has. */
  SHORTEST,
  /** As many rows as the longer frame has, with nulls where the other one has none. */
  LONGEST
}
