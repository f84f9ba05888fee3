package dev.quern.examples;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Prints what Quern finds on this machine; the first thing to look at when something is slow. */
public final class Machine {
  private static final double GIB = 1L << 30;

  private Machine() {}

  /** Takes no argument. */
  public static void main(String... args) {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Runtime jvm = Runtime.getRuntime();
    line("java", "%s on %s", Runtime.version(), System.getProperty("java.vm.name"));
    line("processors", "%d, %s", jvm.availableProcessors(), system.getArch());
    line("memory", "%.1f GiB, heap up to %.1f GiB", system.getTotalMemorySize() / GIB, heap(jvm));
    line(
        "SIMD",
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
            ? "jdk.incubator.vector is there"
            : "absent: start java with --add-modules=jdk.incubator.vector");
  }

  private static double heap(Runtime jvm) {
    return jvm.maxMemory() / GIB;
  }

  private static void line(String what, String format, Object... values) {
    System.out.printf(Locale.ROOT, "%-12s%s%n", what, String.format(Locale.ROOT, format, values));
  }
}
