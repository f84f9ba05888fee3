package dev.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the stress tests in {@code src/test/jcstress} on real processors, in JVMs of their own. They
 * are compiled here, since jcstress generates code from them that the build's checks are not for.
 * {@code -Dquern.jcstress=default} gives them hours in place of minutes: it is jcstress's mode.
 */
class JcstressTest {
  private static final Path SOURCES = Path.of("src/test/jcstress");
  private static final String MODE = System.getProperty("quern.jcstress", "quick");

  /* What "quick" takes here is an hour: each test in few JVMs, and in those not for long. */
  private static final List<String> SHORT =
      List.of("-sc", "false", "-f", "1", "-fsm", "1", "-iters", "2", "-time", "100", "-hs", "128");

  @Test
  @Tag("slow")
  void lockFreePiecesShowNoForbiddenOutcome(@TempDir Path folder) throws Exception {
    String classPath = System.getProperty("java.class.path");
    Path classes = Files.createDirectory(folder.resolve("classes"));
    List<String> sources = sources();
    compile(sources, classPath, classes);

    Path log = folder.resolve("log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classes + File.pathSeparator + classPath));
    command.addAll(List.of("org.openjdk.jcstress.Main", "-m", MODE));
    command.addAll(List.of("-r", folder.resolve("report").toString()));
    command.addAll(MODE.equals("quick") ? SHORT : List.of());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int status = process.waitFor();

    String output = Files.readString(log);
    assertThat(status).as(output).isZero();
    assertThat(output)
        .contains("Failed tests: No matches", "Error tests: No matches")
        .as("one that needs more processors is left out")
        .contains("All remaining tests: " + sources.size() + " matching");
  }

  private static void compile(List<String> sources, String classPath, Path classes) {
    List<String> arguments = new ArrayList<>(sources);
    arguments.addAll(List.of("-cp", classPath, "-d", classes.toString(), "-proc:full"));
    arguments.addAll(List.of("-processorpath", classPath, "-Xlint:-options", "-nowarn"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).as("the compiler's status").isZero();
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".java")).toList();
    }
  }
}
