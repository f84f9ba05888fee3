package dev.quern.engine.io;

import java.lang.foreign.MemorySegment;

/** Bytes of a known number that can be read from any position. Used by one thread at a time. */
public interface PositionalInput extends AutoCloseable {

  /** What errors call it: a path. */
  String name();

  /** How many bytes there are. */
  long size();

  /**
   * Fills {@code target} with the bytes from {@code position} on.
   *
   * @throws dev.quern.engine.StorageException when it ends before or cannot be read
   */
  void read(long position, MemorySegment target);

  @Override
  void close();
}
