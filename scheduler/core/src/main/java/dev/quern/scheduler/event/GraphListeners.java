package dev.quern.scheduler.event;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Those who are told how one graph runs; one that throws is told no more of it. Callers see to it
 * that events come one at a time.
 */
public final class GraphListeners {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");

  private final List<GraphListener> listeners;

  /** These listeners. */
  public GraphListeners(List<GraphListener> listeners) {
    this.listeners = new ArrayList<>(listeners);
  }

  /** Whether nobody listens. */
  public boolean isEmpty() {
    return listeners.isEmpty();
  }

  /** Tells all of {@code event}. */
  public void tell(GraphEvent event) {
    listeners.removeIf(listener -> !accepts(listener, event));
  }

  private static boolean accepts(GraphListener listener, GraphEvent event) {
    try {
      listener.onEvent(event);
      return true;
    } catch (RuntimeException | Error broken) {
      LOG.log(Level.WARNING, "a graph listener threw and is told no more of this graph", broken);
      return false;
    }
  }
}
