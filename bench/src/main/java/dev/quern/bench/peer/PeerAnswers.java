package dev.quern.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The other end of a {@link PeerProcess} that is written in Java: reads questions, does work. */
public final class PeerAnswers {
  private static final System.Logger LOG = System.getLogger("dev.quern.bench");

  private PeerAnswers() {}

  /** Does what is asked, and prints its rows and how long it took. */
  @FunctionalInterface
  public interface Work {
    /** Does {@code work} on {@code subject}. */
    void run(String work, String subject) throws Exception;
  }

  /** Answers the questions on standard input until there are no more; {@code out} is flushed. */
  public static void answer(PrintStream out, Work work) throws IOException {
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      List<String> fields = List.of(line.split("\t", -1));
      if (fields.getFirst().equals("has")) {
        out.println("yes");
      } else {
        try {
          work.run(fields.get(1), fields.get(2));
        } catch (Exception e) {
          LOG.log(Level.ERROR, "%s of %s has failed".formatted(fields.get(1), fields.get(2)), e);
          out.println("error\t" + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
      }
      out.flush();
    }
  }
}
