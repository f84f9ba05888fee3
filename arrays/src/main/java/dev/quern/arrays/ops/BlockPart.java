package dev.quern.arrays.ops;

import java.io.Serializable;

/**
 * A box of elements that moves from an input's block to the result's: element {@code (i, j, ..)} of
 * the box stands at {@code from + i * fromStrides[0] + j * fromStrides[1] + ..} and goes to {@code
 * to + i * toStrides[0] + ..}, all counted in elements.
 *
 * @param input which input it comes from
 * @param lengths the box's lengths; a box without axes is one element
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and never changed
public record BlockPart(
    int input, long from, long to, long[] lengths, long[] fromStrides, long[] toStrides)
    implements Serializable {

  /** {@code count} elements in a row. */
  public static BlockPart run(int input, long from, long to, long count) {
    long[] one = {1};
    return new BlockPart(input, from, to, new long[] {count}, one, one);
  }
}
