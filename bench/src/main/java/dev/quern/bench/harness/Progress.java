package dev.quern.bench.harness;

import java.io.Console;
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
  // It may well be null: with the console of java.base, which 25 takes where nobody asks for
  // another.
  @SuppressWarnings({"SystemOut", "SystemConsoleNull"})
  public static Progress onTerminal() {
    Console console = System.console();
    return new Progress(System.err, console != null && console.isTerminal());
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

  /** A line that stays, terminal or not: what is done. */
  public synchronized void done(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** Takes the line away. */
  public void clear() {
    say("");
  }
}
