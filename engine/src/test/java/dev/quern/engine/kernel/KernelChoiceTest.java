package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The choice of the tier, in JVMs of its own, since it is made once per process. */
class KernelChoiceTest {

  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  /** Prints the tier that a process has chosen. */
  static final class Probe {
    private Probe() {}

    public static void main(String... args) {
      System.out.println("tier=" + Kernels.active().name() + ";");
    }
  }

  private static String run(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void vectorsAreTakenWhereTheModuleIs() throws Exception {
    assertThat(run(MODULE)).contains("tier=simd").doesNotContain("--add-modules");
  }

  @Test
  void withoutTheModuleOneWarningSaysTheFlagAndNoVectorClassIsLoaded() throws Exception {
    String output = run("-Xlog:class+load");
    assertThat(output).contains("tier=scalar;").containsOnlyOnce(MODULE);
    assertThat(output)
        .contains("dev.quern.engine.kernel.scalar.ScalarArithmetic")
        .doesNotContain("dev.quern.engine.kernel.simd.");
  }

  @Test
  void thePropertyAsksForATier() throws Exception {
    assertThat(run(MODULE, "-Dquern.kernels=scalar")).contains("tier=scalar;");
    assertThat(run(MODULE, "-Dquern.kernels=simd")).contains("tier=simd");
    assertThat(run("-Dquern.kernels=simd")).doesNotContain("tier=").contains(MODULE);
    assertThat(run("-Dquern.kernels=fast")).doesNotContain("tier=").contains("quern.kernels=fast");
  }

  @Test
  void withoutTheOptimisingCompilerScalarKernelsRun() throws Exception {
    assertThat(run(MODULE, "-Xint")).contains("tier=scalar;").contains("optimising compiler");
    assertThat(run(MODULE, "-XX:TieredStopAtLevel=1"))
        .contains("tier=scalar;")
        .contains("optimising compiler");
  }
}
