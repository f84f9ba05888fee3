package dev.quern.engine.io.ipc;

import java.lang.foreign.MemorySegment;

/** The bytes behind a message's metadata: the buffers of its columns. */
interface Body extends AutoCloseable {

  /** How many bytes there are. */
  long size();

  /** Fills {@code target} from {@code position} on; the caller has checked the bounds. */
  void read(long position, MemorySegment target);

  @Override
  void close();
}
