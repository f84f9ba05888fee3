package dev.quern.engine;

import java.io.Serializable;
import java.lang.StackWalker.StackFrame;

/**
 * A line of the user's code: what every plan node remembers and every error shows.
 *
 * @param className the class as the virtual machine names it, empty when unknown
 * @param method the method
 * @param file the file name, or the JShell snippet
 * @param line the line number, or -1 when the class carries none
 */
public record SourceLine(String className, String method, String file, int line)
    implements Serializable {

  /** No line: the node was not made by user code, or the stack did not tell. */
  public static final SourceLine UNKNOWN = new SourceLine("", "", "", -1);

  private static final StackWalker WALKER = StackWalker.getInstance();

  /**
   * The innermost frame outside Quern's own packages: the line that is calling the library now.
   * Costs about a microsecond; called once per plan node, never per row.
   */
  public static SourceLine here() {
    return WALKER.walk(
        frames ->
            frames.filter(SourceLine::isUserCode).findFirst().map(SourceLine::of).orElse(UNKNOWN));
  }

  /** Whether a line is known at all. */
  public boolean isKnown() {
    return !className.isEmpty();
  }

  /** " (at File.java:12)", or nothing when unknown: to be put behind a message. */
  public String suffix() {
    return isKnown() ? " (at " + this + ")" : "";
  }

  @Override
  public String toString() {
    if (!isKnown()) {
      return "unknown line";
    }
    return line < 0 ? file : file + ":" + line;
  }

  private static SourceLine of(StackFrame frame) {
    String file = frame.getFileName();
    String className = frame.getClassName();
    return new SourceLine(
        className,
        frame.getMethodName(),
        file == null ? className : file,
        frame.getLineNumber() > 0 ? frame.getLineNumber() : -1);
  }

  /*
   * Examples, benchmarks and tests live below dev.quern too, but they are users of the library.
   */
  private static boolean isUserCode(StackFrame frame) {
    String name = frame.getClassName();
    if (!name.startsWith("dev.quern.")) {
      return !name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.");
    }
    return name.startsWith("dev.quern.examples.")
        || name.startsWith("dev.quern.bench.")
        || isTest(name);
  }

  private static boolean isTest(String name) {
    int nested = name.indexOf('$');
    String outer = nested < 0 ? name : name.substring(0, nested);
    return outer.endsWith("Test");
  }
}
