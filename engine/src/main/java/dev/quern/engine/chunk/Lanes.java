package dev.quern.engine.chunk;

import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TickType;

/** The machine types in which kernels see logical types. */
public final class Lanes {
  private Lanes() {}

  /**
   * The lanes of a fixed-width type of up to 8 bytes: dates are INT32, what counts ticks and the
   * unscaled values of narrow decimals INT64, the codes of categoricals INT32.
   */
  public static LaneType of(DType type) {
    return switch (type) {
      case TickType _ -> LaneType.INT64;
      case CategoricalType _ -> LaneType.INT32;
      case DecimalType decimal when !decimal.isWide() -> LaneType.INT64;
      case DecimalType _, IntervalType _, ListType _, StructType _ ->
          throw new IllegalArgumentException(type + " has no lanes");
      case PrimitiveType p ->
          switch (p) {
            case INT8 -> LaneType.INT8;
            case INT16 -> LaneType.INT16;
            case INT32, DATE -> LaneType.INT32;
            case INT64 -> LaneType.INT64;
            case UINT8 -> LaneType.UINT8;
            case UINT16 -> LaneType.UINT16;
            case UINT32 -> LaneType.UINT32;
            case UINT64 -> LaneType.UINT64;
            case FLOAT32 -> LaneType.FLOAT32;
            case FLOAT64 -> LaneType.FLOAT64;
            case BOOL, UTF8, BINARY -> throw new IllegalArgumentException(type + " has no lanes");
          };
    };
  }

  /** The lanes of signed integers of {@code byteWidth}, 1 to 8: for bits, whatever they mean. */
  public static LaneType ofWidth(int byteWidth) {
    return switch (byteWidth) {
      case 1 -> LaneType.INT8;
      case 2 -> LaneType.INT16;
      case 4 -> LaneType.INT32;
      default -> LaneType.INT64;
    };
  }

  /** Whether {@link #of} knows the type. */
  public static boolean exist(DType type) {
    return type.isInteger()
        || type.isUnsigned()
        || type.isFloating()
        || type.isTemporal()
        || type instanceof TickType
        || type instanceof CategoricalType;
  }
}
