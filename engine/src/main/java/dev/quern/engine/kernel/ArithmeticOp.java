package dev.quern.engine.kernel;

/** A binary operator of {@link ArithmeticKernel}. */
public enum ArithmeticOp {
  ADD,
  SUBTRACT,
  MULTIPLY,
  /** IEEE division for floats; for integers the quotient truncated toward zero. */
  DIVIDE,
  /** What {@code %} gives in Java: the remainder has the sign of the dividend. */
  REMAINDER,
  /** The lesser value; NaN is the greatest. */
  MIN,
  /** The greater value; NaN is the greatest. */
  MAX
}
