package dev.quern.scheduler.spark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is killed that has started a cluster and uses it: all ends with it. */
@Tag("slow")
class LostDriverTest {
  @TempDir Path folder;

  @Test
  void leavesNoProcessesAndNoFiles() throws Exception {
    Process driver = start();
    List<ProcessHandle> processes;
    try (BufferedReader out = driver.inputReader()) {
      assertThat(lastLine(out)).isEqualTo(Program.READY);
      // A master, a worker, and its executor.
      processes = driver.descendants().toList();
      assertThat(processes).hasSize(3);
      assertThat(clusterFolders()).hasSize(1);
      new ProcessBuilder("kill", "-9", Long.toString(driver.pid())).start().waitFor();
      for (ProcessHandle process : processes) {
        awaitEnd(process);
      }
    } finally {
      driver.destroyForcibly().waitFor();
    }
    try (Stream<Path> orphans = Files.list(folder)) {
      assertThat(orphans.filter(file -> file.toString().contains("quern-cluster"))).hasSize(1);
    }
    Process next = start();
    try (BufferedReader out = next.inputReader()) {
      assertThat(lastLine(out)).isEqualTo(Program.READY);
      assertThat(clusterFolders()).as("the first one's files are gone").hasSize(1);
    } finally {
      next.destroy();
      assertThat(next.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(clusterFolders()).isEmpty();
  }

  private static void awaitEnd(ProcessHandle process)
      throws ExecutionException, InterruptedException {
    try {
      process.onExit().get(90, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("still there: " + process.info(), e);
    }
  }

  private List<Path> clusterFolders() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().contains("quern-cluster")).toList();
    }
  }

  private static String lastLine(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.equals(Program.READY)) {
      line = out.readLine();
    }
    return String.valueOf(line);
  }

  private Process start() throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(line::add);
    line.add("-Djava.io.tmpdir=" + folder);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** Starts a cluster, uses it, and stays. */
  static final class Program {
    static final String READY = "ready";

    private Program() {}

    public static void main(String... none) throws InterruptedException {
      try (StandaloneCluster cluster = StandaloneCluster.start(1, 1, 512);
          var session = cluster.session().open()) {
        if (session.submit(() -> 1 + 1).join() == 2) {
          System.out.println(READY);
        }
        new CountDownLatch(1).await();
      }
    }
  }
}
