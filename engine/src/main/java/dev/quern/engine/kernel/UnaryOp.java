package dev.quern.engine.kernel;

/** A unary operator of {@link ArithmeticKernel}. */
public enum UnaryOp {
  NEGATE,
  ABS,
  /** -1, 0 or 1; of a float -1.0, 1.0, or the value itself when it is a zero or NaN. */
  SIGN
}
