package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/** Fixed-width values in PLAIN encoding: as they lie in memory. */
final class PlainFixed implements FixedValues {
  private final ByteCursor in;
  private final int width;

  PlainFixed(ByteCursor in, int width) {
    this.in = in;
    this.width = width;
  }

  @Override
  public void read(int count, MemorySegment out, int at) {
    int size = Math.multiplyExact(count, width);
    MemorySegment.copy(in.bytes(), in.take(size), out, (long) at * width, size);
  }

  @Override
  public void skip(int count) {
    in.take(Math.multiplyExact(count, width));
  }
}
