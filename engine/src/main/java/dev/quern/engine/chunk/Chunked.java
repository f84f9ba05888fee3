package dev.quern.engine.chunk;

import java.util.List;
import java.util.function.Function;

/**
 * A value that consists of chunks, such as a table or an array that was computed: it can be taken
 * apart, so that the runtime may put it aside, and put together again.
 *
 * @param <T> the type of the value
 */
public interface Chunked<T> extends AutoCloseable {

  /** Handles on all of its data, which the caller closes; the value stays as it is. */
  List<Chunk> chunks();

  /**
   * What makes an equal value of such chunks, which that owns from there on. Holds none of the data
   * itself.
   */
  Function<List<Chunk>, T> assembly();

  @Override
  void close();
}
