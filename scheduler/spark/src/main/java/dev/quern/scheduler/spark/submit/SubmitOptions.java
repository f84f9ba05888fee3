package dev.quern.scheduler.spark.submit;

import dev.quern.engine.PlanException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param program the jar of the program
 * @param mainClass its main class; null for the one that its manifest names
 * @param master the address of the cluster
 * @param jars further jars that the program needs
 * @param settings of Spark's, by name
 * @param arguments the program's own
 */
record SubmitOptions(
    Path program,
    @Nullable String mainClass,
    String master,
    List<Path> jars,
    Map<String, String> settings,
    List<String> arguments) {

  /** How the program is called. */
  static final String USAGE =
      """
      quern submit [OPTIONS] PROGRAM.jar [ARGUMENTS]

      --master URL        the cluster: spark://host:port, yarn, k8s://https://host:port (QUERN_MASTER)
      --main CLASS        the program's main class (the one in the manifest of its jar)
      --jars A.jar,B.jar  what else it needs
      --conf NAME=VALUE   a setting of Spark's; any number of these
      """;

  /**
   * Reads options up to the program's jar; the rest is the program's.
   *
   * @param environment where {@code QUERN_MASTER} may be
   * @throws PlanException when something is missing, not known, or not there
   */
  static SubmitOptions parse(List<String> line, Map<String, String> environment) {
    String master = environment.getOrDefault("QUERN_MASTER", "");
    String mainClass = null;
    List<Path> jars = new ArrayList<>();
    Map<String, String> settings = new TreeMap<>();
    int next = 0;
    while (next < line.size() && line.get(next).startsWith("--")) {
      String option = line.get(next);
      String value = next + 1 < line.size() ? line.get(next + 1) : "";
      switch (option) {
        case "--master" -> master = value;
        case "--main" -> mainClass = value;
        case "--jars" -> List.of(value.split(",", -1)).forEach(jar -> jars.add(jar(jar)));
        case "--conf" -> {
          int equals = value.indexOf('=');
          if (equals < 1) {
            throw new PlanException("--conf wants NAME=VALUE, not '%s'".formatted(value));
          }
          settings.put(value.substring(0, equals), value.substring(equals + 1));
        }
        default -> throw new PlanException("there is no option " + option);
      }
      next += 2;
    }
    if (next >= line.size()) {
      throw new PlanException("name the jar of a program");
    }
    if (master.isEmpty()) {
      throw new PlanException("name a cluster, by --master or QUERN_MASTER");
    }
    return new SubmitOptions(
        jar(line.get(next)),
        mainClass,
        master,
        jars,
        settings,
        List.copyOf(line.subList(next + 1, line.size())));
  }

  private static Path jar(String name) {
    Path jar = Path.of(name).toAbsolutePath();
    if (!Files.isReadable(jar)) {
      throw new PlanException("there is no jar " + jar);
    }
    return jar;
  }
}
