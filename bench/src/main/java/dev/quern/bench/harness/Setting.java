package dev.quern.bench.harness;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a run of a suite has: its options, and what it must close at the end, last one first. */
public final class Setting implements AutoCloseable {
  private final Options options;
  private final Progress progress;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  /** The setting of one run. */
  public Setting(Options options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /** What was asked for. */
  public Options options() {
    return options;
  }

  /** Where to say what goes on. */
  public Progress progress() {
    return progress;
  }

  /** Has {@code resource} closed at the end of the suite. */
  public <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  /** Closes all, also when closing some of it fails. */
  @Override
  public void close() {
    IllegalStateException failure = new IllegalStateException("a suite cannot end cleanly");
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }
}
