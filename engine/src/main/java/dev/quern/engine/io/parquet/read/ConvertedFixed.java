package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/** Fixed-width values that are stored otherwise than the column's type wants them. */
final class ConvertedFixed implements FixedValues {
  private final FixedValues stored;
  private final int width;
  private final Conversion conversion;
  private final Scratch scratch;

  ConvertedFixed(FixedValues stored, int width, Conversion conversion, Scratch scratch) {
    this.stored = stored;
    this.width = width;
    this.conversion = conversion;
    this.scratch = scratch;
  }

  @Override
  public void read(int count, MemorySegment out, int at) {
    MemorySegment stage = scratch.stage((long) count * width);
    stored.read(count, stage, 0);
    conversion.apply(stage, width, count, out, at);
  }

  @Override
  public void skip(int count) {
    stored.skip(count);
  }
}
