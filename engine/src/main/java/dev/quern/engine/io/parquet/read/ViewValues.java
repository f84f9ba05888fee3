package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/** The byte strings of one page, in the order of the rows that hold one. */
interface ViewValues {

  /**
   * Writes 16-byte views of the next {@code count} values from slot {@code at} on, and adds the
   * buffers that they point into to {@code heaps}; a value is never copied when it lies in the
   * page.
   */
  void read(int count, MemorySegment views, int at, HeapList heaps);

  /** Passes over the next {@code count} values, a batch at most. */
  void skip(int count);
}
