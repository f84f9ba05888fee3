package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Products of dense matrices of FLOAT64 in C order.
 *
 * <p>Each element of the product is summed along the inner axis in blocks of {@value #INNER_BLOCK},
 * in order and with fused multiply-add, and the blocks' sums are added in order. Both twins and
 * every lane width agree bit for bit.
 */
public interface GemmKernel {

  /** Elements of the inner axis that are summed from 0 before they are added to the rest. */
  int INNER_BLOCK = 256;

  /** Bytes of scratch space that a product of this size needs. */
  long scratchBytes(int rows, int columns, int inner);

  /**
   * {@code sum += left * right}.
   *
   * @param left {@code rows} by {@code inner}
   * @param right {@code inner} by {@code columns}
   * @param sum {@code rows} by {@code columns}; overlaps neither of the others
   * @param scratch at least {@link #scratchBytes}, its content undefined before and after
   */
  void multiplyAdd(
      int rows,
      int columns,
      int inner,
      MemorySegment left,
      MemorySegment right,
      MemorySegment sum,
      MemorySegment scratch);
}
