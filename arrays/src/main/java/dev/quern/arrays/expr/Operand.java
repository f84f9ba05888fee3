package dev.quern.arrays.expr;

import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The value of a step for the present tile: one number for all elements, or a number (a bit, of
 * truth values) for each in a segment.
 */
final class Operand {
  final DType dtype;
  boolean uniform;
  long bits;
  MemorySegment segment = MemorySegment.NULL;

  Operand(DType dtype) {
    this.dtype = dtype;
  }

  void setUniform(long value) {
    uniform = true;
    bits = value;
  }

  void set(MemorySegment values) {
    uniform = false;
    segment = values;
  }

  /** Element {@code at} as people read it: for errors. */
  String text(int at) {
    if (dtype == DType.BOOL) {
      return uniform ? Boolean.toString(bits != 0) : "a truth value";
    }
    long value = uniform ? bits : Expansion.bits(segment, at, dtype.byteWidth());
    if (dtype.isFloating()) {
      return Double.toString(Lanes.of(dtype).toDouble(value));
    }
    return Long.toString(value);
  }

  /** Whether this is the float NaN for all elements. */
  boolean isNaN() {
    return uniform && dtype.isFloating() && Double.isNaN(Lanes.of(dtype).toDouble(bits));
  }

  /** The single element of a block's memory as the bits that kernels take. */
  static long bits(DType dtype, MemorySegment values) {
    if (dtype == DType.BOOL) {
      return values.get(ValueLayout.JAVA_BYTE, 0);
    }
    return Expansion.bits(values, 0, dtype.byteWidth());
  }
}
