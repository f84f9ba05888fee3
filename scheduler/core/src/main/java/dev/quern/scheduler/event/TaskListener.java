package dev.quern.scheduler.event;

/**
 * Someone who is told about every task, not only about graphs: one event for each step, which costs
 * a run of tiny tasks several times its own time.
 *
 * <p>Events come one at a time, on a thread beside the workers, soon after they happened; those of
 * one worker in order, those of several mixed. Each worker has room for some thousand events: a
 * listener that is too slow holds up nobody, but misses the newest and is told {@link #onDropped
 * how many}. One that throws is logged and told no more.
 */
public interface TaskListener extends GraphListener {

  /** Takes note of {@code event}. */
  void onTask(TaskEvent event);

  /** Takes note that {@code count} events, since this was last called, were not delivered. */
  default void onDropped(long count) {}

  /** {@inheritDoc} Ignored unless overridden. */
  @Override
  default void onEvent(GraphEvent event) {}
}
