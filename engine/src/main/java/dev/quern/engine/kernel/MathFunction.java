package dev.quern.engine.kernel;

/**
 * A function of one float, as {@link Math} defines it for special values. {@link #SQRT}, {@link
 * #FLOOR}, {@link #CEIL}, {@link #ROUND} and {@link #TRUNCATE} are exact; the others are within 2
 * ulp of {@link StrictMath}, and the two tiers may differ by that much.
 */
public enum MathFunction {
  SQRT,
  CBRT,
  EXP,
  EXPM1,
  LOG,
  LOG10,
  LOG1P,
  SIN,
  COS,
  TAN,
  ASIN,
  ACOS,
  ATAN,
  SINH,
  COSH,
  TANH,
  FLOOR,
  CEIL,
  /** To the nearest whole number, a tie to the even one ({@link Math#rint}). */
  ROUND,
  /** Toward zero. */
  TRUNCATE
}
