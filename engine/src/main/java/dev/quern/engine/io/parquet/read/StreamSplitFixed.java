package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/**
 * Fixed-width values in BYTE_STREAM_SPLIT encoding: the first bytes of all values, then the second
 * ones, and so on.
 */
final class StreamSplitFixed implements FixedValues {
  private final MemorySegment in;
  private final int from;
  private final int width;
  private final int values;
  private int next;

  StreamSplitFixed(ByteCursor in, int width) {
    if (in.remaining() % width != 0) {
      throw new CorruptPage(
          "%d bytes do not split into values of %d".formatted(in.remaining(), width));
    }
    this.in = in.bytes();
    this.from = in.position();
    this.width = width;
    this.values = in.remaining() / width;
  }

  @Override
  public void read(int count, MemorySegment out, int at) {
    if (count > values - next) {
      throw new CorruptPage("the page holds fewer values than rows with values");
    }
    for (int b = 0; b < width; b++) {
      stream(in, from + (long) b * values + next, count, out, (long) at * width + b, width);
    }
    next += count;
  }

  private static void stream(
      MemorySegment in, long from, int count, MemorySegment out, long to, int stride) {
    for (long i = 0; i < count; i++) {
      out.set(Le.BYTE, to + i * stride, in.get(Le.BYTE, from + i));
    }
  }

  @Override
  public void skip(int count) {
    if (count > values - next) {
      throw new CorruptPage("the page holds fewer values than rows with values");
    }
    next += count;
  }
}
