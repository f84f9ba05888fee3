package dev.quern.scheduler.event;

import java.io.Console;
import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A bar on the terminal for the graph that is running; graphs that end within a tenth of a second
 * show none. While one graph has the bar, others that run beside it have not.
 */
public final class TerminalProgress implements GraphListener {
  private final ProgressBarBuilder builder;
  private @Nullable ProgressBar bar;
  private long shown;

  /** Draws the bars that {@code builder} makes. */
  TerminalProgress(ProgressBarBuilder builder) {
    this.builder = builder.setTaskName("quern").setUpdateIntervalMillis(100);
  }

  /**
   * Progress for a person who is watching: a bar on standard error when there is a terminal, else
   * {@link ProgressLines} on {@code otherwise}.
   */
  @SuppressWarnings("SystemConsoleNull") // it is null with -Djdk.console=java.base and no terminal
  public static GraphListener orLines(PrintStream otherwise) {
    Console console = System.console();
    return console != null && console.isTerminal()
        ? new TerminalProgress(
            ProgressBar.builder().setStyle(ProgressBarStyle.ASCII).clearDisplayOnFinish())
        : new ProgressLines(otherwise::println);
  }

  @Override
  public synchronized void onEvent(GraphEvent event) {
    switch (event) {
      case GraphEvent.GraphPlaced _, GraphEvent.GraphStarted _ -> {}
      case GraphEvent.TasksFinished now -> show(now);
      case GraphEvent.GraphFinished end -> {
        if (bar != null && end.graph() == shown) {
          bar.close();
          bar = null;
        }
      }
    }
  }

  private void show(GraphEvent.TasksFinished now) {
    if (bar == null) {
      bar = builder.setInitialMax(now.total()).build();
      shown = now.graph();
    }
    if (now.graph() == shown) {
      bar.stepTo(now.done());
    }
  }
}
