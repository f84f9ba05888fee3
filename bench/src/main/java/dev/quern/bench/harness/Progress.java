package dev.quern.bench.harness;

import java.io.PrintStream;

/** A line on the terminal that the next one replaces; nothing where there is no terminal. */
public final class Progress {
  private final PrintStream out;
  private final boolean shown;

  private Progress(PrintStream out, boolean shown) {
    this.out = out;
    this.shown = shown;
  }

  /** Progress on standard error. */
  @SuppressWarnings("SystemOut") // a terminal is what it is for
  public static Progress onTerminal() {
    return new Progress(System.err, System.console() != null && System.console().isTerminal());
  }

  /** Progress that nobody sees. */
  public static Progress silent() {
    return new Progress(new PrintStream(java.io.OutputStream.nullOutputStream()), false);
  }

  /** Says what is being done. */
  public synchronized void say(String text) {
    if (shown) {
      out.print("\r\033[K" + text);
      out.flush();
    }
  }

  /** Takes the line away. */
  public void clear() {
    say("");
  }
}
