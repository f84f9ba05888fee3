package dev.quern.scheduler.spark.rdd;

import java.io.OutputStream;

/** A result that writes itself: what a shuffle's writer is given. */
@FunctionalInterface
interface Outgoing {

  /** Writes all of it to {@code out}, which stays open. */
  void write(OutputStream out);
}
