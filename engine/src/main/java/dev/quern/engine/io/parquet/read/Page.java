package dev.quern.engine.io.parquet.read;

import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/**
 * A decompressed page: repetition and definition levels, if any, and values, in one buffer. Behind
 * the values at least 64 bytes can be read, so decoders may load whole words.
 *
 * @param buffer the memory; owned
 * @param rows rows of a data page, entries of a dictionary; of a nested column, how many levels
 *     there are
 * @param encoding the number of the values' encoding
 * @param repetitions where the repetition levels are; empty when there are none
 * @param levels where the definition levels are; empty when there are none
 * @param values where the values are
 */
record Page(
    NativeBuffer buffer, int rows, int encoding, Range repetitions, Range levels, Range values)
    implements AutoCloseable {

  /**
   * Bytes of a page.
   *
   * @param from the first
   * @param to behind the last
   */
  record Range(int from, int to) {
    /** No bytes. */
    static final Range NONE = new Range(0, 0);

    /** How many there are. */
    int size() {
      return to - from;
    }
  }

  /** The page's memory, with the slack behind it. */
  MemorySegment bytes() {
    return buffer.segment();
  }

  @Override
  public void close() {
    buffer.close();
  }
}
