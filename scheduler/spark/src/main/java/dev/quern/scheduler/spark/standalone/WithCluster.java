package dev.quern.scheduler.spark.standalone;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs a program beside a cluster of two workers on this machine, which ends with it:
 *
 * <pre>java ... dev.quern.scheduler.spark.standalone.WithCluster MAIN-CLASS [ARGUMENTS]</pre>
 *
 * <p>The program finds the cluster's address in the system property {@code quern.master}; what
 * Spark has to know to let it in is among the {@code spark.*} properties.
 */
public final class WithCluster {
  private static final int WORKERS = 2;
  private static final int MEGABYTES = 512;

  private WithCluster() {}

  /** The arguments are the program's main class, and then its own. */
  @SuppressWarnings("SystemOut") // what it is for
  public static void main(String... arguments) throws Exception {
    if (arguments.length == 0) {
      System.err.println("name the main class of a program, and then its arguments");
      System.exit(2);
    }
    try (StandaloneCluster cluster = StandaloneCluster.start(WORKERS, 1, MEGABYTES)) {
      System.out.printf("%d workers at %s%n", WORKERS, cluster.address());
      cluster.settings().forEach(System::setProperty);
      System.setProperty("quern.master", cluster.address());
      String[] own = Arrays.copyOfRange(arguments, 1, arguments.length);
      Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) own);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
