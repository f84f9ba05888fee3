package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.util.List;

/** Values put together two by two in one word: bits of integers, and the product of FLOAT64. */
public enum Fold implements AggregateFunction {
  BIT_AND("bitAnd", -1),
  BIT_OR("bitOr", 0),
  BIT_XOR("bitXor", 0),
  /** The product, in the order of the rows. */
  PRODUCT("product", Double.doubleToRawLongBits(1));

  private final String label;
  private final long neutral;

  Fold(String label, long neutral) {
    this.label = label;
    this.neutral = neutral;
  }

  @Override
  public DType resultType(List<DType> types) {
    boolean fits =
        types.size() == 1
            && (this == PRODUCT ? types.getFirst() == DType.FLOAT64 : isInteger(types.getFirst()));
    if (!fits) {
      throw new PlanException(
          "%s needs one column of %s, not %s"
              .formatted(this, this == PRODUCT ? "float64" : "integers", types));
    }
    return types.getFirst();
  }

  private static boolean isInteger(DType type) {
    return type.isInteger() || type.isUnsigned();
  }

  @Override
  public int inputs() {
    return 1;
  }

  /** The word that changes nothing. */
  long neutral() {
    return neutral;
  }

  /** Both words in one. */
  long of(long a, long b) {
    return switch (this) {
      case BIT_AND -> a & b;
      case BIT_OR -> a | b;
      case BIT_XOR -> a ^ b;
      case PRODUCT ->
          Double.doubleToRawLongBits(Double.longBitsToDouble(a) * Double.longBitsToDouble(b));
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
