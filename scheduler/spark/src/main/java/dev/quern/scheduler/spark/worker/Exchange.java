package dev.quern.scheduler.spark.worker;

import dev.quern.engine.graph.ChoosesSections.Stretch;
import java.io.InputStream;

/** Where a unit gets at what others have made. Used by one thread. */
public interface Exchange {

  /**
   * Reads the results of units {@code from} to {@code to - 1}, in whatever order they arrive.
   *
   * @param source which of the layers that are read, counted from 0
   * @param section which section of those that are divided, or all of them
   */
  void read(int source, int section, int from, int to, Receiver receiver);

  /**
   * Reads sections of results that are all divided, in whatever order they arrive; empty ones do
   * not.
   *
   * @param source which of the layers that are read, counted from 0
   * @param sections which sections
   * @param from the first unit whose result is read
   * @param to behind the last
   */
  void read(int source, Stretch sections, int from, int to, Receiver receiver);

  /** Takes results as they arrive. */
  @FunctionalInterface
  interface Receiver {

    /** Takes the result of {@code unit}: reads all of it from {@code in}, and leaves that open. */
    void accept(int unit, InputStream in);
  }
}
