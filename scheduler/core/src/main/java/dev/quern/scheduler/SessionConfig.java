package dev.quern.scheduler;

import dev.quern.engine.PlanException;
import dev.quern.engine.memory.Bytes;
import dev.quern.scheduler.event.GraphListener;
import dev.quern.scheduler.lane.LanesFactory;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
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
 * @param listeners who is told how graphs run
 * @param lanes what carries the work out; threads, unless something else is asked for
 */
public record SessionConfig(
    int workers, long memory, List<GraphListener> listeners, LanesFactory lanes) {
  private static final String WORKERS_VARIABLE = "QUERN_WORKERS";
  private static final String MEMORY_VARIABLE = "QUERN_MEMORY";

  /**
   * Checks the amounts.
   *
   * @throws PlanException when there is no worker or no memory
   */
  public SessionConfig {
    if (workers < 1) {
      throw new PlanException("a session needs a worker at least, not " + workers);
    }
    if (memory < 1) {
      throw new PlanException("a session needs memory, not " + memory + " bytes");
    }
    listeners = List.copyOf(listeners);
  }

  /**
   * The configuration for this machine. Workers: {@code QUERN_WORKERS}, else the processors this
   * virtual machine may use. Memory: {@code QUERN_MEMORY}, else 70 % of the memory this process may
   * use, less the largest heap, and at least 10 %. Limits that a container sets are honoured.
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
        List.of(),
        LanesFactory.THREADS);
  }

  /** The same with {@code count} workers. */
  public SessionConfig workers(int count) {
    return new SessionConfig(count, memory, listeners, lanes);
  }

  /** The same with an amount of memory as people write it: {@code 8g}, {@code 512 MiB}. */
  public SessionConfig memory(String amount) {
    return memory(Bytes.parse(amount));
  }

  /** The same with {@code bytes} of memory. */
  public SessionConfig memory(long bytes) {
    return new SessionConfig(workers, bytes, listeners, lanes);
  }

  /** The same with one more listener. */
  public SessionConfig listener(GraphListener listener) {
    return new SessionConfig(
        workers, memory, Stream.concat(listeners.stream(), Stream.of(listener)).toList(), lanes);
  }

  /** The same with other lanes, such as a simulator's. */
  public SessionConfig lanes(LanesFactory factory) {
    return new SessionConfig(workers, memory, listeners, factory);
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

  /* The management bean sees the limits of a container, as the processor count does. */
  private static long physicalMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 4 * Runtime.getRuntime().maxMemory();
  }
}
