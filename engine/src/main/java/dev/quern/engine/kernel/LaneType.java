package dev.quern.engine.kernel;

/**
 * The machine type of a fixed-width numeric column, whatever it means: dates are {@link #INT32},
 * timestamps {@link #INT64}. Unsigned integers are compared, converted and aggregated, but there is
 * no arithmetic of them.
 *
 * <p>Constants travel as one {@code long} beside a lane type: an integer as itself, a UINT64 as its
 * 64 bits, a float as its bits, made by {@link #bits(double)} and read by {@link #toDouble}.
 */
public enum LaneType {
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  FLOAT32(4),
  FLOAT64(8);

  private final int byteWidth;

  LaneType(int byteWidth) {
    this.byteWidth = byteWidth;
  }

  /** Bytes a value takes. */
  public int byteWidth() {
    return byteWidth;
  }

  /** Whether this is FLOAT32 or FLOAT64. */
  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** Whether this is one of UINT8 to UINT64. */
  public boolean isUnsigned() {
    return switch (this) {
      case UINT8, UINT16, UINT32, UINT64 -> true;
      case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64 -> false;
    };
  }

  /** The smallest value of an integer type. */
  public long minValue() {
    return switch (this) {
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      case UINT8, UINT16, UINT32, UINT64 -> 0;
      case FLOAT32, FLOAT64 -> throw new IllegalArgumentException(this + " is not an integer type");
    };
  }

  /** The greatest value of an integer type; of UINT64 its bits, which are -1. */
  public long maxValue() {
    return isUnsigned() ? -1L >>> (Long.SIZE - Byte.SIZE * byteWidth) : ~minValue();
  }

  /** The constant {@code value} as it is passed to kernels of this floating type. */
  public long bits(double value) {
    return switch (this) {
      case FLOAT32 -> Float.floatToRawIntBits((float) value);
      case FLOAT64 -> Double.doubleToRawLongBits(value);
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
          throw new IllegalArgumentException(this + " is not a floating type");
    };
  }

  /** The number that {@code bits}, a constant of this type, stands for; inexact beyond 2^53. */
  public double toDouble(long bits) {
    return switch (this) {
      case FLOAT32 -> Float.intBitsToFloat((int) bits);
      case FLOAT64 -> Double.longBitsToDouble(bits);
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> bits;
      case UINT64 -> Slots.unsignedToDouble(bits);
    };
  }
}
