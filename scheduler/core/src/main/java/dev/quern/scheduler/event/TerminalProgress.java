package dev.quern.scheduler.event;

import java.io.Console;
import java.io.PrintStream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A bar on the terminal for the graph that is running; graphs that end within a tenth of a second
 * show none. While one graph has the bar, others that run beside it have not.
 */
public final class TerminalProgress implements GraphListener {
  private final @Nullable ProgressBarConsumer consumer;
  private @Nullable ProgressBar bar;
  private long shown;

  private TerminalProgress(@Nullable ProgressBarConsumer consumer) {
    this.consumer = consumer;
  }

  /**
   * Progress for a person who is watching: a bar on standard error when there is a terminal, else
   * {@link ProgressLines} on {@code otherwise}.
   */
  @SuppressWarnings("SystemConsoleNull") // it is null with -Djdk.console=java.base and no terminal
  public static GraphListener orLines(PrintStream otherwise) {
    Console console = System.console();
    return console != null && console.isTerminal()
        ? new TerminalProgress(null)
        : new ProgressLines(otherwise::println);
  }

  /** A bar that is drawn by handing its text to {@code consumer}. */
  static TerminalProgress drawnBy(DelegatingProgressBarConsumer consumer) {
    return new TerminalProgress(consumer);
  }

  @Override
  public synchronized void onEvent(GraphEvent event) {
    switch (event) {
      case GraphEvent.GraphStarted _ -> {}
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
      bar = open(now.total());
      shown = now.graph();
    }
    if (now.graph() == shown) {
      bar.stepTo(now.done());
    }
  }

  private ProgressBar open(long total) {
    ProgressBarBuilder builder =
        ProgressBar.builder()
            .setTaskName("quern")
            .setInitialMax(total)
            .setUpdateIntervalMillis(100)
            .setStyle(ProgressBarStyle.ASCII)
            .clearDisplayOnFinish();
    if (consumer != null) {
      builder.setConsumer(consumer);
    }
    return builder.build();
  }
}
