package dev.quern.engine.type;

import dev.quern.engine.PlanException;

/**
 * Exact decimal: an unscaled two's complement integer divided by 10^scale. It takes 64 bits for up
 * to {@value #MAX_NARROW_PRECISION} digits, and 128 for more.
 *
 * @param precision the greatest number of digits, 1 to 38
 * @param scale the digits behind the point, 0 to {@code precision}
 */
public record DecimalType(int precision, int scale) implements DType {

  /** The most digits that 128 bits hold. */
  public static final int MAX_PRECISION = 38;

  /** The most digits that 64 bits hold. */
  public static final int MAX_NARROW_PRECISION = 18;

  /** Checks the ranges. */
  public DecimalType {
    if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
      throw new PlanException(
          "decimal(%d, %d) does not exist: precision is 1 to 38 and scale 0 to precision"
              .formatted(precision, scale));
    }
  }

  @Override
  public Layout layout() {
    return Layout.FIXED;
  }

  @Override
  public int byteWidth() {
    return isWide() ? 16 : 8;
  }

  /** Whether the unscaled integer takes 128 bits, and not 64. */
  public boolean isWide() {
    return precision > MAX_NARROW_PRECISION;
  }

  @Override
  public boolean isNumeric() {
    return true;
  }

  @Override
  public boolean isInteger() {
    return false;
  }

  @Override
  public boolean isUnsigned() {
    return false;
  }

  @Override
  public boolean isFloating() {
    return false;
  }

  @Override
  public boolean isTemporal() {
    return false;
  }

  @Override
  public boolean isView() {
    return false;
  }

  @Override
  public boolean isNested() {
    return false;
  }

  @Override
  public String toString() {
    return "decimal(" + precision + ", " + scale + ")";
  }
}
