package dev.quern.scheduler.run;

import dev.quern.engine.PlanException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which cluster a session uses, and how.
 *
 * @param master its address, such as {@code spark://host:7077}
 * @param always whether all graphs run there, or only those too large for this machine
 * @param settings of the cluster's engine, by its own names
 * @param jars files that are sent to its machines, for the classes in them
 * @param checkpoints the folder for checkpoints of what is kept there, if any are made
 */
public record ClusterOptions(
    String master,
    boolean always,
    SortedMap<String, String> settings,
    List<Path> jars,
    Optional<String> checkpoints) {

  /**
   * Copies settings and list.
   *
   * @throws PlanException when there is no address
   */
  public ClusterOptions {
    if (master.isBlank()) {
      throw new PlanException("a cluster has an address, such as spark://host:7077");
    }
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    jars = List.copyOf(jars);
  }

  /** The cluster at {@code master} for all graphs. */
  public static ClusterOptions of(String master) {
    return new ClusterOptions(
        master, true, Collections.emptySortedMap(), List.of(), Optional.empty());
  }

  /** The same for graphs that are too large for this machine only. */
  public ClusterOptions whenNeeded() {
    return new ClusterOptions(master, false, settings, jars, checkpoints);
  }

  /** The same with one more setting. */
  public ClusterOptions with(String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(settings);
    more.put(name, value);
    return new ClusterOptions(master, always, more, jars, checkpoints);
  }

  /** The same with one more jar. */
  public ClusterOptions withJar(Path jar) {
    List<Path> more = new ArrayList<>(jars);
    more.add(jar);
    return new ClusterOptions(master, always, settings, more, checkpoints);
  }

  /** The same with checkpoints in {@code folder}. */
  public ClusterOptions withCheckpoints(String folder) {
    return new ClusterOptions(master, always, settings, jars, Optional.of(folder));
  }
}
