package dev.quern.scheduler;

import dev.quern.engine.PlanException;
import dev.quern.engine.memory.Bytes;
import dev.quern.scheduler.event.GraphListener;
import dev.quern.scheduler.lane.LanesFactory;
import dev.quern.scheduler.lane.SerialLanes;
import dev.quern.scheduler.run.ClusterOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a session is made of. Immutable; each setter returns a changed copy:
 *
 * <pre>{@code
 * try (var session = Session.local().workers(8).memory("8g").open()) { ... }
 * }</pre>
 *
 * @param workers threads that run tasks; by default the processors this virtual machine may use
 * @param memory bytes of native memory for all data together; by default what {@link #local} says
 * @param spillDirectory where data that does not fit in memory is put aside, in a folder of its own
 * @param disk the most bytes that may lie there; by default 80 % of what is free
 * @param listeners who is told how graphs run
 * @param lanes what carries the work out; threads, unless something else is asked for
 * @param resources limits of what tasks may ask for by {@link
 *     dev.quern.engine.graph.Annotations#resource}: all that run at once never take more
 * @param capsules where tasks that fail are written to, if anywhere
 * @param cluster where graphs run that do not run on this machine, if anywhere
 */
public record SessionConfig(
    int workers,
    long memory,
    Path spillDirectory,
    OptionalLong disk,
    List<GraphListener> listeners,
    LanesFactory lanes,
    SortedMap<String, Integer> resources,
    Optional<Path> capsules,
    Optional<ClusterOptions> cluster) {
  private static final String WORKERS_VARIABLE = "QUERN_WORKERS";
  private static final String MEMORY_VARIABLE = "QUERN_MEMORY";
  private static final String SPILL_VARIABLE = "QUERN_SPILL";

  /**
   * Checks the amounts.
   *
   * @throws PlanException when there is no worker, no memory, or none of a resource
   */
  public SessionConfig {
    if (workers < 1) {
      throw new PlanException("a session needs a worker at least, not " + workers);
    }
    if (memory < 1) {
      throw new PlanException("a session needs memory, not " + memory + " bytes");
    }
    if (disk.isPresent() && disk.getAsLong() < 0) {
      throw new PlanException("spilled data cannot take " + disk.getAsLong() + " bytes of disk");
    }
    resources.forEach(
        (name, limit) -> {
          if (limit < 1) {
            throw new PlanException(
                "there is at least 1 of a resource, not %d of '%s'".formatted(limit, name));
          }
        });
    listeners = List.copyOf(listeners);
    resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
  }

  /**
   * The configuration for this machine. Workers: {@code QUERN_WORKERS}, else the processors this
   * virtual machine may use. Memory: {@code QUERN_MEMORY}, else 70 % of the memory this process may
   * use, less the largest heap, and at least 10 %. Limits that a container sets are honoured. Data
   * is put aside in {@code QUERN_SPILL}, else in the folder for temporary files.
   *
   * @throws PlanException when a variable holds something else than a number or an amount
   */
  public static SessionConfig local() {
    return local(
        System.getenv(),
        Runtime.getRuntime().availableProcessors(),
        physicalMemory(),
        Runtime.getRuntime().maxMemory());
  }

  static SessionConfig local(
      Map<String, String> environment, int processors, long physical, long heap) {
    String workers = environment.get(WORKERS_VARIABLE);
    String memory = environment.get(MEMORY_VARIABLE);
    return new SessionConfig(
        workers == null ? processors : parseWorkers(workers),
        memory == null ? defaultMemory(physical, heap) : parseMemory(memory),
        parsePath(environment.getOrDefault(SPILL_VARIABLE, System.getProperty("java.io.tmpdir"))),
        OptionalLong.empty(),
        List.of(),
        LanesFactory.THREADS,
        Collections.emptySortedMap(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with {@code count} workers. */
  public SessionConfig workers(int count) {
    return new SessionConfig(
        count, memory, spillDirectory, disk, listeners, lanes, resources, capsules, cluster);
  }

  /** The same with an amount of memory as people write it: {@code 8g}, {@code 512 MiB}. */
  public SessionConfig memory(String amount) {
    return memory(Bytes.parse(amount));
  }

  /** The same with {@code bytes} of memory. */
  public SessionConfig memory(long bytes) {
    return new SessionConfig(
        workers, bytes, spillDirectory, disk, listeners, lanes, resources, capsules, cluster);
  }

  /** The same with spilled data in a folder of its own below {@code directory}. */
  public SessionConfig spillDirectory(Path directory) {
    return new SessionConfig(
        workers, memory, directory, disk, listeners, lanes, resources, capsules, cluster);
  }

  /** The same with at most {@code amount} of spilled data, written like {@code 100g}. */
  public SessionConfig disk(String amount) {
    return disk(Bytes.parse(amount));
  }

  /** The same with at most {@code bytes} of spilled data on disk; zero forbids spilling. */
  public SessionConfig disk(long bytes) {
    return new SessionConfig(
        workers,
        memory,
        spillDirectory,
        OptionalLong.of(bytes),
        listeners,
        lanes,
        resources,
        capsules,
        cluster);
  }

  /**
   * The same with a folder for capsules: a task that fails is written there, with its inputs, to be
   * run again alone ({@link dev.quern.scheduler.capsule.Capsule}).
   */
  public SessionConfig capsules(Path folder) {
    return new SessionConfig(
        workers,
        memory,
        spillDirectory,
        disk,
        listeners,
        lanes,
        resources,
        Optional.of(folder),
        cluster);
  }

  /** The same with one more listener. */
  public SessionConfig listener(GraphListener listener) {
    return new SessionConfig(
        workers,
        memory,
        spillDirectory,
        disk,
        Stream.concat(listeners.stream(), Stream.of(listener)).toList(),
        lanes,
        resources,
        capsules,
        cluster);
  }

  /** The same with other lanes, such as a simulator's. */
  public SessionConfig lanes(LanesFactory factory) {
    return new SessionConfig(
        workers, memory, spillDirectory, disk, listeners, factory, resources, capsules, cluster);
  }

  /**
   * The same with at most {@code limit} of a resource of the caller's naming, such as {@code gpu}
   * or {@code db}, taken by tasks at once.
   */
  public SessionConfig resource(String name, int limit) {
    SortedMap<String, Integer> more = new TreeMap<>(resources);
    more.put(name, limit);
    return new SessionConfig(
        workers, memory, spillDirectory, disk, listeners, lanes, more, capsules, cluster);
  }

  /** The same with graphs run on a cluster, or as {@code options} say. */
  public SessionConfig cluster(ClusterOptions options) {
    return new SessionConfig(
        workers,
        memory,
        spillDirectory,
        disk,
        listeners,
        lanes,
        resources,
        capsules,
        Optional.of(options));
  }

  /**
   * The same with a cluster for graphs that are too large for this machine: those whose sources
   * bring more than the session's memory has left. It is connected to when the first one comes.
   *
   * @param master its address, such as {@code spark://host:7077}
   */
  public SessionConfig overflowTo(String master) {
    return cluster(ClusterOptions.of(master).whenNeeded());
  }

  /**
   * The same with a setting of the cluster's engine, such as {@code spark.executor.memory}.
   *
   * @throws PlanException when this has no cluster
   */
  public SessionConfig clusterSetting(String name, String value) {
    return cluster(options("'%s' is a setting".formatted(name)).with(name, value));
  }

  /**
   * The same with a jar that is sent to the cluster's machines: classes that this program has and
   * they do not.
   *
   * @throws PlanException when this has no cluster, or there is no such file
   */
  public SessionConfig clusterJar(Path jar) {
    if (!Files.isReadable(jar)) {
      throw new PlanException("there is no jar " + jar.toAbsolutePath());
    }
    return cluster(options("'%s' is a jar".formatted(jar)).withJar(jar.toAbsolutePath()));
  }

  /**
   * The same with checkpoints: of what is persisted on the cluster, every now and then something is
   * written to files as well, from which it is made again when it is lost, instead of from all that
   * led to it. For programs that persist in a loop.
   *
   * @param folder of any file system that the cluster's machines and this program reach at the same
   *     path, such as {@code hdfs://host/checkpoints}; what is written there is deleted when the
   *     session is closed
   * @throws PlanException when this has no cluster
   */
  public SessionConfig clusterCheckpoints(String folder) {
    return cluster(options("'%s' is for checkpoints".formatted(folder)).withCheckpoints(folder));
  }

  private ClusterOptions options(String what) {
    return cluster.orElseThrow(
        () ->
            new PlanException(
                "%s of a cluster: begin with Session.cluster(address)".formatted(what)));
  }

  /**
   * The same with one worker that is whichever thread waits for a result. For the debugger: all
   * tasks run in order, in the caller's thread and on top of the call that wants their result.
   */
  public SessionConfig serial() {
    return workers(1).lanes((_, _) -> new SerialLanes());
  }

  /** Opens a session, which is the caller's to close. */
  public Session open() {
    return new Session(this);
  }

  private static long defaultMemory(long physical, long heap) {
    return Math.max(physical / 10 * 7 - heap, physical / 10);
  }

  private static int parseWorkers(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      PlanException bad =
          new PlanException(
              "%s is '%s': it should be a number of threads, such as 8"
                  .formatted(WORKERS_VARIABLE, text));
      bad.initCause(e);
      throw bad;
    }
  }

  private static long parseMemory(String text) {
    try {
      return Bytes.parse(text);
    } catch (PlanException e) {
      PlanException bad = new PlanException(MEMORY_VARIABLE + ": " + e.getMessage());
      bad.initCause(e);
      throw bad;
    }
  }

  private static Path parsePath(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      PlanException bad =
          new PlanException(
              "%s is '%s': it should name a folder: %s"
                  .formatted(SPILL_VARIABLE, text, e.getMessage()));
      bad.initCause(e);
      throw bad;
    }
  }

  /* The management bean sees the limits of a container, as the processor count does. */
  private static long physicalMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 4 * Runtime.getRuntime().maxMemory();
  }
}
