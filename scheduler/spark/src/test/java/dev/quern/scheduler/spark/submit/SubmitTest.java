package dev.quern.scheduler.spark.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.spark.standalone.StandaloneCluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitTest {
  private static final String PROGRAM =
      """
      package job;

      import static dev.quern.scheduler.Tasks.*;

      public final class Job {
        record Score(String name, int points) {}

        static Score twice(int points) {
          return new Score("Ada", 2 * points);
        }

        public static void main(String[] arguments) throws Exception {
          long here = ProcessHandle.current().pid();
          long there = submit(() -> ProcessHandle.current().pid()).join();
          Score score = delayed(Job::twice, 21).compute();
          java.nio.file.Files.writeString(
              java.nio.file.Path.of(arguments[0]), score + " elsewhere " + (here != there));
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void readsOptionsUpToTheProgram() throws IOException {
    Path jar = Files.createFile(folder.resolve("job.jar"));
    SubmitOptions options =
        SubmitOptions.parse(
            List.of("--master", "yarn", "--conf", "a=b=c", jar.toString(), "--main", "1"),
            Map.of());
    assertThat(options.master()).isEqualTo("yarn");
    assertThat(options.settings()).containsEntry("a", "b=c");
    assertThat(options.mainClass()).isNull();
    assertThat(options.arguments()).containsExactly("--main", "1");
    Map<String, String> environment = Map.of("QUERN_MASTER", "spark://host:7077");
    assertThat(SubmitOptions.parse(List.of(jar.toString()), environment).master())
        .isEqualTo("spark://host:7077");
  }

  @Test
  void saysWhatIsWrongWithOptions() throws IOException {
    String jar = Files.createFile(folder.resolve("job.jar")).toString();
    assertWrong("there is no option --mian", "--mian", "X", jar);
    assertWrong("name a cluster, by --master or QUERN_MASTER", jar);
    assertWrong("name the jar of a program", "--master", "yarn");
    assertWrong("--conf wants NAME=VALUE, not 'x'", "--conf", "x", jar);
    assertWrong("there is no jar /nowhere.jar", "--master", "yarn", "/nowhere.jar");
  }

  private static void assertWrong(String message, String... line) {
    assertThatThrownBy(() -> SubmitOptions.parse(List.of(line), Map.of()))
        .isInstanceOf(PlanException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  @Tag("slow")
  void runsAProgramWhoseClassesExecutorsGetWithItsJar() throws Exception {
    Path result = folder.resolve("result");
    try (StandaloneCluster cluster = StandaloneCluster.start(1, 1, 512)) {
      List<String> line = new ArrayList<>();
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(flag -> flag.startsWith("--"))
          .forEach(line::add);
      line.addAll(List.of("-cp", System.getProperty("java.class.path"), Submit.class.getName()));
      line.addAll(List.of("--master", cluster.address()));
      cluster
          .settings()
          .forEach((name, value) -> line.addAll(List.of("--conf", name + "=" + value)));
      line.addAll(List.of(jar().toString(), result.toString()));
      Path log = folder.resolve("log");
      Process program =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      assertThat(program.waitFor()).as(() -> read(log)).isZero();
    }
    assertThat(result).hasContent("Score[name=Ada, points=42] elsewhere true");
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Path jar() throws IOException {
    Path source = folder.resolve("Job.java");
    Files.writeString(source, PROGRAM);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(status).isZero();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "job.Job");
    Path jar = folder.resolve("program.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }
}
