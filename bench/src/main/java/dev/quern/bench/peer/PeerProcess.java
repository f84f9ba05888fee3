package dev.quern.bench.peer;

import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Lap;
import dev.quern.bench.harness.Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A peer in a process of its own, which takes its own times. It is asked by lines of fields between
 * tabs, and answers the same way:
 *
 * <pre>
 * has  CASE                 ->   yes  |  no  REASON
 * run  CASE  ARGUMENT...    ->   row  CELL...        for each row of the answer
 *                                lap  NANOS  PART    PART of the work was done: 1 is all of it
 *                            |   error  TEXT
 * </pre>
 *
 * <p>Between questions it waits, so that it takes nothing from whoever is timed then.
 */
public final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  private PeerProcess(Process process) {
    this.process = process;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a program in {@code folder}. */
  public static PeerProcess start(
      List<String> command, Map<String, String> environment, Path folder) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new PeerProcess(builder.start());
  }

  /**
   * Starts a program of this class path in a JVM with Quern's flags.
   *
   * @param flags of its heap
   * @param program gets the number of threads, and then {@code arguments}
   */
  public static PeerProcess startJava(
      Options options, List<String> flags, Class<?> program, List<String> arguments, Path folder)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + options.home().resolveSibling("examples").resolve("jvm.args"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.add(String.valueOf(options.threads()));
    command.addAll(arguments);
    return start(command, Map.of(), folder);
  }

  /** The contender {@code name} that does {@code work} with these arguments in the process. */
  public Contender contender(String name, String work, Object... arguments) throws IOException {
    ask("has", List.of(work));
    List<String> has = answer();
    if (!has.getFirst().equals("yes")) {
      return new Contender.Absent(name, has.getLast());
    }
    List<String> fields = new ArrayList<>(List.of(work));
    for (Object argument : arguments) {
      fields.add(argument.toString());
    }
    return new Contender.Present(name, () -> run(fields));
  }

  private Lap run(List<String> fields) throws IOException {
    ask("run", fields);
    List<List<String>> rows = new ArrayList<>();
    while (true) {
      List<String> line = answer();
      switch (line.getFirst()) {
        case "row" -> rows.add(line.subList(1, line.size()));
        case "lap" -> {
          double part = Double.parseDouble(line.get(2));
          long nanos = (long) (Long.parseLong(line.get(1)) / part);
          return new Lap(nanos, new Answer(rows), part != 1);
        }
        case "error" -> throw new IOException("a peer failed: " + line.getLast());
        default -> throw new IOException("a peer says what is not understood: " + line);
      }
    }
  }

  private void ask(String verb, List<String> fields) throws IOException {
    questions.write(verb + "\t" + String.join("\t", fields) + "\n");
    questions.flush();
  }

  private List<String> answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("a peer has ended; what it said last is above");
    }
    return List.of(line.split("\t", -1));
  }

  /**
   * Watches the memory of the process from now on.
   *
   * @throws IOException where there is no {@code /proc}
   */
  public AnonymousMemory memory() throws IOException {
    return AnonymousMemory.of(process);
  }

  /** Ends the process: it ends by itself when its input does. */
  @Override
  public void close() throws IOException {
    try (answers) {
      questions.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
