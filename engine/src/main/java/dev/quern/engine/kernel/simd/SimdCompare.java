package dev.quern.engine.kernel.simd;

import dev.quern.engine.kernel.CompareKernel;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.scalar.ScalarCompare;
import java.lang.foreign.MemorySegment;

/** Comparison by vectors, whose masks are joined to words. */
final class SimdCompare implements CompareKernel {

  @Override
  public void compare(
      CompareOp op,
      LaneType type,
      MemorySegment left,
      MemorySegment right,
      MemorySegment out,
      int n) {
    assert Species.areNative(left, right, out);
    int whole = n & -64;
    switch (type) {
      case INT8 -> ByteCompare.compare(op, left, right, out, whole);
      case INT16 -> ShortCompare.compare(op, left, right, out, whole);
      case INT32 -> IntCompare.compare(op, left, right, out, whole);
      case INT64 -> LongCompare.compare(op, left, right, out, whole);
      case UINT8, UINT16, UINT32, UINT64 -> unsigned(op, type, left, right, out, whole);
      case FLOAT32 -> FloatCompare.compare(op, left, right, out, whole);
      case FLOAT64 -> DoubleCompare.compare(op, left, right, out, whole);
    }
    if (whole < n) {
      ScalarCompare.range(op, type, left, right, 0, out, whole, n);
    }
  }

  @Override
  public void compare(
      CompareOp op, LaneType type, MemorySegment left, long right, MemorySegment out, int n) {
    assert Species.areNative(left, out);
    int whole = n & -64;
    switch (type) {
      case INT8 -> ByteCompare.compare(op, left, (byte) right, out, whole);
      case INT16 -> ShortCompare.compare(op, left, (short) right, out, whole);
      case INT32 -> IntCompare.compare(op, left, (int) right, out, whole);
      case INT64 -> LongCompare.compare(op, left, right, out, whole);
      case UINT8, UINT16, UINT32, UINT64 -> unsigned(op, type, left, right, out, whole);
      case FLOAT32 -> FloatCompare.compare(op, left, Float.intBitsToFloat((int) right), out, whole);
      case FLOAT64 -> DoubleCompare.compare(op, left, Double.longBitsToDouble(right), out, whole);
    }
    if (whole < n) {
      ScalarCompare.range(op, type, left, MemorySegment.NULL, right, out, whole, n);
    }
  }

  private static void unsigned(
      CompareOp op,
      LaneType type,
      MemorySegment left,
      MemorySegment right,
      MemorySegment out,
      int n) {
    if (op != CompareOp.EQ && op != CompareOp.NE) {
      UnsignedCompare.compare(op, type, left, right, out, n);
      return;
    }
    switch (type.byteWidth()) {
      case 1 -> ByteCompare.compare(op, left, right, out, n);
      case 2 -> ShortCompare.compare(op, left, right, out, n);
      case 4 -> IntCompare.compare(op, left, right, out, n);
      default -> LongCompare.compare(op, left, right, out, n);
    }
  }

  private static void unsigned(
      CompareOp op, LaneType type, MemorySegment left, long right, MemorySegment out, int n) {
    if (op != CompareOp.EQ && op != CompareOp.NE) {
      UnsignedCompare.compare(op, type, left, right, out, n);
      return;
    }
    switch (type.byteWidth()) {
      case 1 -> ByteCompare.compare(op, left, (byte) right, out, n);
      case 2 -> ShortCompare.compare(op, left, (short) right, out, n);
      case 4 -> IntCompare.compare(op, left, (int) right, out, n);
      default -> LongCompare.compare(op, left, right, out, n);
    }
  }
}
