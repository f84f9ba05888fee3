package dev.quern.engine.graph;

/**
 * An operator that may have nothing to do, which the result of a {@link Decision} tells that it
 * reads. Then nobody looks at its result, but for others that have nothing to do either: a runtime
 * may leave the task out, and hand its readers anything in its place.
 */
public interface Contingent extends Operator {
  /** Of an operator that always has something to do. */
  int NEVER = -1;

  /**
   * Which input is the decision's result, or {@link #NEVER}.
   *
   * @param inputs how many inputs the task has
   */
  int decidedBy(int inputs);
}
