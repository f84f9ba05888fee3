package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/** The fixed-width values of one page, in the order of the rows that hold one. */
interface FixedValues {

  /** Writes the next {@code count} values to {@code out} from slot {@code at} on. */
  void read(int count, MemorySegment out, int at);

  /** Passes over the next {@code count} values, a batch at most. */
  void skip(int count);
}
