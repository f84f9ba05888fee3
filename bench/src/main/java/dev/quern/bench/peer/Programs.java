package dev.quern.bench.peer;

import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.harness.TemporaryFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds and starts the peers that are programs: Python scripts and a C loop. */
public final class Programs {
  private static final String VARIABLE = "QUERN_PYTHON";
  private static final List<String> THREAD_LIMITS =
      List.of(
          "OMP_NUM_THREADS",
          "OPENBLAS_NUM_THREADS",
          "MKL_NUM_THREADS",
          "NUMBA_NUM_THREADS",
          "POLARS_MAX_THREADS",
          "DASK_NUM_WORKERS");

  private final Setting setting;
  private final Path folder;

  private Programs(Setting setting, Path folder) {
    this.setting = setting;
    this.folder = folder;
  }

  /** Programs that end with {@code setting}. */
  public static Programs of(Setting setting) throws IOException {
    return new Programs(setting, setting.own(new TemporaryFolder()).path());
  }

  /** Something that a running peer can be asked for. */
  @FunctionalInterface
  public interface Peer {
    /** The contender {@code name} that does {@code work} with these arguments. */
    Contender contender(String name, String work, Object... arguments) throws IOException;
  }

  /** The script {@code python/NAME.py}; without an interpreter all its contenders are absent. */
  public Peer python(String name) throws IOException {
    Optional<String> interpreter = Options.environment(VARIABLE);
    if (interpreter.isEmpty()) {
      return (contender, _, _) -> new Contender.Absent(contender, "no " + VARIABLE);
    }
    unpack("python/protocol.py");
    Path script = unpack("python/" + name + ".py");
    return start(List.of(interpreter.get(), script.toString()))::contender;
  }

  /** The C source {@code c/NAME.c}; without a compiler all its contenders are absent. */
  public Peer c(String name) throws IOException, InterruptedException {
    Path source = unpack("c/" + name + ".c");
    Path program = folder.resolve(name);
    List<String> command =
        List.of(
            "gcc",
            "-O3",
            "-march=native",
            "-ffast-math",
            source.toString(),
            "-o",
            program.toString());
    try {
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        return (contender, _, _) -> new Contender.Absent(contender, "gcc cannot compile it");
      }
    } catch (IOException noCompiler) {
      return (contender, _, _) -> new Contender.Absent(contender, "no gcc");
    }
    return start(List.of(program.toString()))::contender;
  }

  private PeerProcess start(List<String> command) throws IOException {
    Map<String, String> environment = new TreeMap<>();
    THREAD_LIMITS.forEach(
        limit -> environment.put(limit, String.valueOf(setting.options().threads())));
    return setting.own(PeerProcess.start(command, environment, folder));
  }

  private Path unpack(String resource) throws IOException {
    Path file = folder.resolve(Path.of(resource).getFileName().toString());
    try (InputStream in = Programs.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource + " is not on the class path");
      }
      Files.write(file, in.readAllBytes());
    }
    return file;
  }
}
