package dev.quern.scheduler.isolate;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts into words how a process ended. */
final class ExitReason {
  private static final int SIGNALS = 128;
  private static final int KILL = 9;
  private static final int LAST_LINES = 5;
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("Terminating due to java.lang.OutOfMemoryError: (.*)");
  private static final Map<Integer, String> NAMES =
      Map.of(
          1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8,
          "SIGFPE", KILL, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

  private ExitReason() {}

  /**
   * A sentence about a process that nobody here has killed.
   *
   * @param exitCode what it left behind
   * @param printed the end of what it printed
   * @param report where its virtual machine wrote how it crashed
   * @param heap how much heap it had, for people
   */
  static String describe(
      long pid, int exitCode, String printed, Optional<Path> report, String heap) {
    StringBuilder text = new StringBuilder("process ").append(pid).append(' ');
    Matcher memory = OUT_OF_MEMORY.matcher(printed);
    if (memory.find()) {
      text.append("ran out of memory (%s of heap): %s".formatted(heap, memory.group(1).strip()));
      return text.toString();
    }
    int signal = exitCode - SIGNALS;
    if (report.isPresent()) {
      text.append("crashed, and its virtual machine wrote ").append(report.get());
    } else if (NAMES.containsKey(signal)) {
      text.append("was killed by signal ").append(NAMES.get(signal));
      if (signal == KILL) {
        text.append(", perhaps by the system when memory ran short");
      }
    } else {
      text.append("ended with exit code ").append(exitCode);
    }
    String last = lastLines(printed);
    if (!last.isEmpty()) {
      text.append("; the last it printed: ").append(last);
    }
    return text.toString();
  }

  private static String lastLines(String printed) {
    String[] lines = printed.strip().split("\\R");
    int from = Math.max(0, lines.length - LAST_LINES);
    return String.join(" | ", Arrays.asList(lines).subList(from, lines.length));
  }
}
