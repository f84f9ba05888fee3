package dev.quern.engine.kernel;

/** A comparison that gives a truth value. */
public enum CompareOp {
  EQ,
  NE,
  LT,
  LE,
  GT,
  GE;

  /** The operator that gives the same answer with the operands exchanged. */
  public CompareOp swap() {
    return switch (this) {
      case EQ -> EQ;
      case NE -> NE;
      case LT -> GT;
      case LE -> GE;
      case GT -> LT;
      case GE -> LE;
    };
  }

  /** The operator that gives the opposite answer. */
  public CompareOp negate() {
    return switch (this) {
      case EQ -> NE;
      case NE -> EQ;
      case LT -> GE;
      case LE -> GT;
      case GT -> LE;
      case GE -> LT;
    };
  }

  /** Whether this holds for two values of which {@link Comparable#compareTo} says {@code order}. */
  public boolean test(int order) {
    return switch (this) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
    };
  }
}
