package dev.quern.scheduler.event;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A line of text for every tenth of a graph, for logs; graphs that end within a tenth of a second
 * print none.
 */
public final class ProgressLines implements GraphListener {
  private final Consumer<String> out;
  private final Map<Long, Long> tenths = new HashMap<>();

  /** Hands each line to {@code out}. */
  public ProgressLines(Consumer<String> out) {
    this.out = out;
  }

  @Override
  public synchronized void onEvent(GraphEvent event) {
    switch (event) {
      case GraphEvent.GraphPlaced _, GraphEvent.GraphStarted _ -> {}
      case GraphEvent.TasksFinished now -> {
        long tenth = 10 * now.done() / now.total();
        Long before = tenths.put(now.graph(), tenth);
        if (before == null || before < tenth) {
          out.accept(
              "graph %d: %d of %d tasks, %d %%"
                  .formatted(now.graph(), now.done(), now.total(), 100 * now.done() / now.total()));
        }
      }
      case GraphEvent.GraphFinished end -> {
        if (tenths.remove(end.graph()) != null) {
          out.accept(
              "graph %d: %s after %s"
                  .formatted(
                      end.graph(),
                      end.outcome().name().toLowerCase(Locale.ROOT),
                      GraphTimes.text(end.nanos())));
        }
      }
    }
  }
}
