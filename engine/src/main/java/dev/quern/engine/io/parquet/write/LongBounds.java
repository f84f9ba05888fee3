package dev.quern.engine.io.parquet.write;

import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.type.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Least and greatest of 64-bit values: integers, of UINT64 the bits, or the raw bits of floats. NaN
 * is left out, and zeros are told with the sign that bounds both, as the format's specification
 * asks.
 */
final class LongBounds {
  private final DType type;
  private final int width;
  private long min;
  private long max;
  private double least;
  private double greatest;
  private boolean any;

  LongBounds(DType type, int width) {
    this.type = type;
    this.width = width;
    clear();
  }

  void clear() {
    min = Long.MAX_VALUE;
    max = Long.MIN_VALUE;
    least = Double.POSITIVE_INFINITY;
    greatest = Double.NEGATIVE_INFINITY;
    any = false;
  }

  /** Takes the first {@code count} values in. */
  void observe(long[] values, int count) {
    if (type == DType.FLOAT64) {
      observeDoubles(values, count);
    } else if (type == DType.FLOAT32) {
      observeFloats(values, count);
    } else if (type == DType.UINT64) {
      observeUnsigned(values, count);
    } else {
      observeIntegers(values, count);
    }
  }

  /** Takes in all that {@code other} has. */
  void add(LongBounds other) {
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    least = Math.min(least, other.least);
    greatest = Math.max(greatest, other.greatest);
    any |= other.any;
  }

  ValueEncoder.@Nullable Bounds result() {
    if (!any) {
      return null;
    }
    if (type == DType.FLOAT64) {
      return exact(
          Double.doubleToRawLongBits(least == 0 ? -0.0 : least),
          Double.doubleToRawLongBits(greatest == 0 ? 0.0 : greatest));
    }
    if (type == DType.FLOAT32) {
      return exact(
          Float.floatToRawIntBits(least == 0 ? -0.0f : (float) least),
          Float.floatToRawIntBits(greatest == 0 ? 0.0f : (float) greatest));
    }
    return type == DType.UINT64
        ? exact(OrderedBits.ofUnsigned(min), OrderedBits.ofUnsigned(max))
        : exact(min, max);
  }

  private void observeIntegers(long[] values, int count) {
    long low = min;
    long high = max;
    for (int i = 0; i < count; i++) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    min = low;
    max = high;
    any |= count > 0;
  }

  /* The bounds are kept in the order of signed words. */
  private void observeUnsigned(long[] values, int count) {
    for (int i = 0; i < count; i++) {
      long word = OrderedBits.ofUnsigned(values[i]);
      min = Math.min(min, word);
      max = Math.max(max, word);
    }
    any |= count > 0;
  }

  private void observeDoubles(long[] values, int count) {
    for (int i = 0; i < count; i++) {
      observe(Double.longBitsToDouble(values[i]));
    }
  }

  private void observeFloats(long[] values, int count) {
    for (int i = 0; i < count; i++) {
      observe(Float.intBitsToFloat((int) values[i]));
    }
  }

  /* Both comparisons are false of NaN. */
  private void observe(double value) {
    if (value <= least) {
      least = value;
      any = true;
    }
    if (value >= greatest) {
      greatest = value;
      any = true;
    }
  }

  private ValueEncoder.Bounds exact(long low, long high) {
    return new ValueEncoder.Bounds(bytes(low), true, bytes(high), true);
  }

  private byte[] bytes(long value) {
    ByteBuffer buffer = ByteBuffer.allocate(width).order(ByteOrder.LITTLE_ENDIAN);
    return (width == 4 ? buffer.putInt((int) value) : buffer.putLong(value)).array();
  }
}
