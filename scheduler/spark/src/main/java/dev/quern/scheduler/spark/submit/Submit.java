package dev.quern.scheduler.spark.submit;

import dev.quern.engine.PlanException;
import dev.quern.engine.QuernException;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.SessionConfig;
import dev.quern.scheduler.spark.MasterAddress;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program's main class in a session on a cluster: within it that is {@link
 * Session#current()}, so the program is the one that runs on a laptop.
 *
 * <pre>java ... dev.quern.scheduler.spark.submit.Submit --master spark://host:7077 job.jar 2026
 * </pre>
 *
 * <p>Exit status 0: it has returned; 1: it has thrown; 2: it was called wrongly.
 */
public final class Submit {
  /* What every installation of Spark has. */
  private static final Pattern SPARKS =
      Pattern.compile("(spark|hadoop|scala|netty|zookeeper|curator)-.*\\.jar");

  private Submit() {}

  /** Runs the program that the arguments name, and ends the process. */
  @SuppressWarnings("SystemOut") // what it is for
  public static void main(String... line) {
    SubmitOptions options;
    if (List.of(line).equals(List.of("--help"))) {
      System.out.println(SubmitOptions.USAGE);
      return;
    }
    try {
      options = SubmitOptions.parse(List.of(line), System.getenv());
    } catch (PlanException e) {
      System.err.println(e.getMessage());
      System.err.println(SubmitOptions.USAGE);
      System.exit(2);
      return;
    }
    try {
      run(options);
    } catch (QuernException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (Throwable thrown) {
      // What Java's own launcher does with what a program throws; threads of Spark's may be alive.
      thrown.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(SubmitOptions options) throws Throwable {
    List<Path> own = new ArrayList<>(List.of(options.program()));
    own.addAll(options.jars());
    SessionConfig config = Session.cluster(options.master());
    for (Map.Entry<String, String> setting : options.settings().entrySet()) {
      config = config.clusterSetting(setting.getKey(), setting.getValue());
    }
    for (Path jar : own) {
      config = config.clusterJar(jar);
    }
    if (!MasterAddress.isOnThisMachine(options.master())) {
      for (Path jar : quernsJars()) {
        config = config.clusterJar(jar);
      }
    }
    Thread thread = Thread.currentThread();
    try (URLClassLoader loader = new URLClassLoader(urls(own), Submit.class.getClassLoader())) {
      thread.setContextClassLoader(loader);
      Class<?> program = Class.forName(mainClass(options), true, loader);
      String[] arguments = options.arguments().toArray(String[]::new);
      try (Session session = config.open()) {
        session.call(
            () -> program.getMethod("main", String[].class).invoke(null, (Object) arguments));
      }
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    } finally {
      thread.setContextClassLoader(Submit.class.getClassLoader());
    }
  }

  private static String mainClass(SubmitOptions options) throws IOException {
    String named = options.mainClass();
    if (named != null) {
      return named;
    }
    try (JarFile jar = new JarFile(options.program().toFile())) {
      Manifest manifest = jar.getManifest();
      @Nullable String found =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
      if (found == null) {
        throw new PlanException(
            "the manifest of %s names no Main-Class: name it by --main"
                .formatted(options.program()));
      }
      return found;
    }
  }

  /* Those of this process but for Spark's own; a folder of classes cannot be sent. */
  private static List<Path> quernsJars() {
    List<Path> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      String name = String.valueOf(path.getFileName());
      if (name.endsWith(".jar") && !SPARKS.matcher(name).matches()) {
        jars.add(path.toAbsolutePath());
      }
    }
    return jars;
  }

  private static URL[] urls(List<Path> jars) throws MalformedURLException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    return urls;
  }
}
