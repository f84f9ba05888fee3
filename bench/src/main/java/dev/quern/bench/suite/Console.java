package dev.quern.bench.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A program as somebody at a terminal sees it: lines go in, lines come out. */
final class Console implements AutoCloseable {
  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final long start;

  private Console(Process process, long start) {
    this.process = process;
    this.in = process.outputWriter();
    this.out = process.inputReader();
    this.start = start;
  }

  /** Starts a program in {@code folder}, where it may leave files. */
  static Console start(Path folder, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    long start = System.nanoTime();
    return new Console(builder.start(), start);
  }

  void type(String line) throws IOException {
    in.write(line);
    in.write('\n');
    in.flush();
  }

  /**
   * Reads until a line has {@code pattern} in it; returns the nanoseconds since the program began.
   *
   * @throws IOException when the program ends before: says what it printed
   */
  long until(Pattern pattern) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (pattern.matcher(line).find()) {
        return System.nanoTime() - start;
      }
      seen.add(line);
    }
    throw new IOException("the program ended without " + pattern + ":\n" + String.join("\n", seen));
  }

  /** Reads to the end, so that the program is not stopped in the middle of what it does. */
  void drain() throws IOException {
    while (out.readLine() != null) {
      // Nobody looks at it.
    }
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try (out) {
      in.close();
    }
  }
}
