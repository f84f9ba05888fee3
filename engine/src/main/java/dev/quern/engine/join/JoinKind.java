package dev.quern.engine.join;

/** Which rows a join gives; "left" is the probe side. */
public enum JoinKind {
  /** Each pair of rows with equal keys. */
  INNER,
  /** Those, and each probe row that has no partner, with nulls for the build side. */
  LEFT,
  /** Each probe row that has a partner, once. */
  SEMI,
  /** Each probe row that has no partner, those with a null in the key included (NOT EXISTS). */
  ANTI;

  /** Whether the result has columns of the build side. */
  public boolean hasBuildColumns() {
    return this == INNER || this == LEFT;
  }

  /** Whether nothing comes of a probe row without a partner. */
  public boolean dropsWithoutPartner() {
    return this == INNER || this == SEMI;
  }
}
