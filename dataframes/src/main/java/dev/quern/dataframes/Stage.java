package dev.quern.dataframes;

/** How far a plan has come on its way to running. */
public enum Stage {
  /** As the calls of user code built it. */
  LOGICAL,
  /** As the rules of the optimizer left it. */
  OPTIMIZED,
  /**
   * The same, and how many rows each node is thought to give: what joins are ordered by. Where that
   * is a guess and matters, the part is computed before the rest is planned.
   */
  ESTIMATED,
  /**
   * As tasks: how many, of which plan node; and where they would run, and why, within {@link
   * dev.quern.scheduler.Session#run} of a session that has a cluster.
   */
  TASKS,
  /**
   * As it was run, which asking for it does: the parts that were computed first, the plan of the
   * rest, and rows, time and bytes by plan node.
   */
  ANALYZED
}
