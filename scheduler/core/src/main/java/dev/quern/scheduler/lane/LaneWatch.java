package dev.quern.scheduler.lane;

import org.jspecify.annotations.Nullable;

/** Someone who is told, on each thread of some lanes, when it begins and ends to do something. */
public interface LaneWatch {

  /** The current thread does {@code work} from now on, or nothing. */
  void entered(@Nullable Work work);

  /** The current thread is going to wait. */
  void blocked();

  /** The current thread has waited. */
  void unblocked();

  /** The current thread ends. */
  void ended();
}
