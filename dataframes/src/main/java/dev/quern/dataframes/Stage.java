package dev.quern.dataframes;

/** How far a plan has come on its way to running. */
public enum Stage {
  /** As the calls of user code built it. */
  LOGICAL,
  /** As the rules of the optimizer left it. */
  OPTIMIZED,
  /** As tasks: how many, of which plan node. */
  TASKS
}
