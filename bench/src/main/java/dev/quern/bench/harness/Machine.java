package dev.quern.bench.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** The machine that times were taken on, in a line. */
final class Machine {

  private Machine() {}

  static String describe() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format(
        Locale.ROOT,
        "%s, %d processors, load %.1f; Java %s",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        load,
        Runtime.version());
  }

  private static String processor() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try (Stream<String> lines = Files.lines(info)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch", "unknown"));
      } catch (IOException unreadable) {
        return System.getProperty("os.arch", "unknown");
      }
    }
    return System.getProperty("os.arch", "unknown");
  }
}
