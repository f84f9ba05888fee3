package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Looks keys up, as a join's probe side does: a key with a null in it is never found. For one
 * thread.
 */
public interface KeyFinder extends AutoCloseable {

  /**
   * Writes the INT32 number of the key of each of the first {@code rows} rows to {@code numbers},
   * {@link KeyTable#ABSENT} where there is no such key.
   */
  void find(List<ColumnVector> keys, int rows, MemorySegment numbers);

  @Override
  void close();
}
