package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/** 32- or 64-bit integers in DELTA_BINARY_PACKED encoding. */
final class DeltaFixed implements FixedValues {
  private final DeltaReader values;
  private final int width;

  DeltaFixed(ByteCursor in, int width) {
    this.values = new DeltaReader(in);
    this.width = width;
  }

  @Override
  public void read(int count, MemorySegment out, int at) {
    if (width == 4) {
      values.readInts(count, out, at);
    } else {
      values.readLongs(count, out, at);
    }
  }

  @Override
  public void skip(int count) {
    values.skip(count);
  }
}
