package dev.quern.scheduler.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program calls elsewhere that is started as {@code java Program.java}. */
class SourceLauncherTest {
  private static final String PROGRAM =
      """
      import dev.quern.scheduler.codec.Elsewhere;
      import java.util.List;

      public class Program {
        record Score(String name, int points) {}

        enum Level { LOW, HIGH }

        static int bonus = 5;

        static int total(Score score) {
          return score.points() + bonus;
        }

        public static void main(String[] arguments) {
          bonus = 7;
          int factor = arguments.length;
          Score moved = Elsewhere.call(() -> new Score("Ada", 3 * factor));
          System.out.println(Elsewhere.call(() -> total(moved)));
          System.out.println(Elsewhere.call(() -> Helper.level(moved)) == Level.HIGH);
          System.out.println(moved);
        }
      }

      class Helper {
        static Program.Level level(Program.Score score) {
          return score.points() > 4 ? Program.Level.HIGH : Program.Level.LOW;
        }
      }
      """;

  @Test
  void takesItsClassesAlong(@TempDir Path folder) throws IOException, InterruptedException {
    Path program = Files.writeString(folder.resolve("Program.java"), PROGRAM);
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                program.toString(),
                "one",
                "two")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said.lines()).endsWith("13", "true", "Score[name=Ada, points=6]");
  }
}
