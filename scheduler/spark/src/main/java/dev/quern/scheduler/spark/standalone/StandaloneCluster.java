package dev.quern.scheduler.spark.standalone;

import dev.quern.engine.ClusterException;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.SessionConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A master and workers of Apache Spark as processes of this machine, with the class path of this
 * one. They listen at loopback addresses, know each other by a secret of their own, and end with
 * this object, or with this process, whichever comes first.
 *
 * <pre>{@code
 * try (var cluster = StandaloneCluster.start(2, 1, 512); var session = cluster.session().open()) {
 *   frame.collect(session);
 * }
 * }</pre>
 *
 * <p>Nothing has to be installed. Takes about five seconds to start on an idle machine, and a JVM
 * for the master, each worker and each executor.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final int LAST_LINES = 20;

  private final Path folder;
  private final int cores;
  private final int megabytes;
  private final String secret;
  private final int port;
  private final List<Process> processes = new ArrayList<>();
  private final Thread atExit = new Thread(this::end, "end of a cluster");

  private StandaloneCluster(Path folder, int cores, int megabytes, int port) {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.folder = folder;
    this.cores = cores;
    this.megabytes = megabytes;
    this.secret = HexFormat.of().formatHex(random);
    this.port = port;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a cluster and returns when its master answers.
   *
   * @param workers how many workers there are; each has an executor
   * @param cores of each executor
   * @param megabytes of each executor's heap; as much again is for its data
   * @throws ClusterException when the master does not answer within two minutes: says what it wrote
   */
  public static StandaloneCluster start(int workers, int cores, int megabytes) {
    try {
      ClusterFolder.deleteOrphans();
      StandaloneCluster cluster =
          new StandaloneCluster(ClusterFolder.create(), cores, megabytes, freePort());
      try {
        cluster.startAll(workers);
        return cluster;
      } catch (IOException | RuntimeException | Error e) {
        cluster.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    }
  }

  private void startAll(int workers) throws IOException {
    Files.createDirectories(folder.resolve("home").resolve("jars"));
    StringBuilder properties = new StringBuilder();
    settings().forEach((name, value) -> properties.append(name + " " + value + "\n"));
    Path file = folder.resolve("spark.properties");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, properties);
    start("master", LOOPBACK, List.of("--port", Integer.toString(port)));
    awaitMaster();
    for (int worker = 1; worker <= workers; worker++) {
      // Addresses of their own: Spark takes processes of one address for one machine.
      Path work = Files.createDirectory(folder.resolve("worker-" + worker));
      start(
          "worker",
          "127.0.0." + (1 + worker),
          List.of(
              "--cores",
              Integer.toString(cores),
              "--memory",
              (3 * megabytes + 512) + "m",
              "--work-dir",
              work.toString(),
              address()));
    }
  }

  private void start(String kind, String host, List<String> arguments) throws IOException {
    String program = Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Guarded.class.getName());
    command.add("org.apache.spark.deploy.%s.%s".formatted(kind, program));
    command.addAll(List.of("--host", host, "--webui-port", "0"));
    command.addAll(List.of("--properties-file", folder.resolve("spark.properties").toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(log(processes.size()).toFile());
    Map<String, String> environment = builder.environment();
    environment.put("SPARK_HOME", folder.resolve("home").toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", host);
    environment.put("SPARK_LOCAL_DIRS", localFolder(processes.size()).toString());
    processes.add(builder.start());
  }

  /** Where executors of worker {@code number}, from 1 on, have their files. */
  Path localFolder(int number) {
    return folder.resolve("local-" + number);
  }

  private Path log(int number) {
    return folder.resolve("log-%d.txt".formatted(number));
  }

  private void awaitMaster() throws IOException {
    long start = System.nanoTime();
    Process master = processes.getFirst();
    while (master.isAlive() && System.nanoTime() - start < LONGEST_START.toNanos()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException notYet) {
        awaitQuietly(master);
      }
    }
    List<String> lines = Files.readAllLines(log(0));
    throw new ClusterException(
        "the master of a cluster at %s does not answer; the last it wrote:%n%s"
            .formatted(
                address(),
                String.join(
                    System.lineSeparator(),
                    lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()))));
  }

  /* Until it ends, which it should not, or a moment has passed. */
  private static void awaitQuietly(Process process) {
    try {
      boolean _ = process.waitFor(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while a cluster was being started", e);
    }
  }

  /** Its address: {@code spark://127.0.0.1:port}. */
  public String address() {
    return "spark://%s:%d".formatted(LOOPBACK, port);
  }

  /** The settings that an application needs to use it; the secret is among them. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.authenticate", "true");
    settings.put("spark.authenticate.secret", secret);
    settings.put("spark.executor.memory", megabytes + "m");
    settings.put("spark.executor.cores", Integer.toString(cores));
    settings.put("spark.memory.offHeap.size", megabytes + "m");
    // A dead executor's files are lost, as they are when its machine is.
    settings.put("spark.shuffle.readHostLocalDisk", "false");
    return settings;
  }

  /** The configuration of a session whose graphs run there. */
  public SessionConfig session() {
    SessionConfig config = Session.cluster(address());
    for (Map.Entry<String, String> setting : settings().entrySet()) {
      config = config.clusterSetting(setting.getKey(), setting.getValue());
    }
    return config;
  }

  /** The processes of the master and the workers; executors are children of the workers. */
  public List<ProcessHandle> processes() {
    return processes.stream().map(Process::toHandle).toList();
  }

  /** Ends all processes and deletes their files. */
  @Override
  public void close() {
    try {
      if (Runtime.getRuntime().removeShutdownHook(atExit)) {
        end();
      }
    } catch (IllegalStateException exiting) {
      // the hook does it
    }
  }

  private void end() {
    List<ProcessHandle> all = new ArrayList<>();
    for (Process process : processes.reversed()) {
      process.descendants().forEach(all::add);
      all.add(process.toHandle());
    }
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
    try {
      ClusterFolder.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the files of a cluster in " + folder, e);
    }
  }

  @Override
  public String toString() {
    return "StandaloneCluster[%s, %d processes]".formatted(address(), processes.size());
  }
}
