package dev.quern.scheduler.isolate;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of forked processes: this program's Java, class path and access flags. */
final class WorkerCommand {
  static final String REPORT = "hs_err_pid";

  private static final List<String> HANDED_ON =
      List.of(
          "--add-modules",
          "--add-opens",
          "--add-exports",
          "--enable-native-access",
          "--enable-preview",
          "--sun-misc-unsafe-memory-access",
          "-ea",
          "-D");

  /* Two processes cannot listen at one port. */
  private static final String NOT_HANDED_ON = "-Dcom.sun.management.";

  private WorkerCommand() {}

  static Process start(IsolationOptions options, Path folder, Path socket, WorkerLog log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Small and quick to start; a flag of the user's comes later and counts.
    command.add("-XX:+UseSerialGC");
    command.add("-XX:-UsePerfData");
    command.add("-Xmx" + options.heap());
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + folder.resolve(REPORT + "%p.log"));
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (HANDED_ON.stream().anyMatch(flag::startsWith) && !flag.startsWith(NOT_HANDED_ON)) {
        command.add(flag);
      }
    }
    command.addAll(options.flags());
    command.add(WorkerMain.class.getName());
    command.add(socket.toString());
    command.add(folder.toString());
    command.addAll(options.allowed());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.redirectErrorStream(true).redirectOutput(log.redirect());
    return builder.start();
  }
}
