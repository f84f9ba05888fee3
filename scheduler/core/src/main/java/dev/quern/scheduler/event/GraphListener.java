package dev.quern.scheduler.event;

/**
 * Someone who is told how graphs run.
 *
 * <p>Events of one graph come one at a time and in order; those of different graphs may come at
 * once. They are delivered by the threads that do the work, so a listener should return soon. One
 * that throws is logged and left out for the rest of that graph.
 */
@FunctionalInterface
public interface GraphListener {

  /** Takes note of {@code event}. */
  void onEvent(GraphEvent event);
}
