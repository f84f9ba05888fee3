package dev.quern.scheduler.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to go wrong in a simulation. Each method adds to what was planted before and returns
 * this. Whether a fault of some probability comes true is a choice of the simulation, so a shrunk
 * schedule has only those that it needs. Not thread-safe; to be planted by a test or from within a
 * task.
 *
 * <pre>{@code
 * simulation.faults().failTasks(0.02).killLane(1, 40, LaneDeath.TAKEN_OVER).slowLane(0, 10);
 * }</pre>
 */
public final class Faults {
  private final List<String> failingLabels = new ArrayList<>();
  private final List<Long> failingTasks = new ArrayList<>();
  private final List<Killing> killings = new ArrayList<>();
  private final List<LaneChange> laneChanges = new ArrayList<>();
  private double taskFailures;
  private double forkFailures;
  private double laneDeaths;
  private LaneDeath onDeath = LaneDeath.TAKEN_OVER;
  private double spillFailures;
  private long spillRoom = Long.MAX_VALUE;
  private @Nullable Stage stage;

  Faults() {}

  /** Each task throws with {@code probability}. */
  public Faults failTasks(double probability) {
    taskFailures = checked(probability);
    return this;
  }

  /** The task that is the {@code nth} to be begun, from 1, throws. */
  public Faults failTask(long nth) {
    failingTasks.add(nth);
    return this;
  }

  /** All tasks throw whose key or label has {@code text} in it. */
  public Faults failTask(String text) {
    failingLabels.add(text);
    return this;
  }

  /** Forking finds no memory with {@code probability}. */
  public Faults failForks(double probability) {
    forkFailures = checked(probability);
    return this;
  }

  /**
   * Lane {@code lane} dies at the {@code nth} task it begins, from 1, unless it is the last one.
   */
  public Faults killLane(int lane, long nth, LaneDeath what) {
    killings.add(new Killing(lane, nth, what));
    return this;
  }

  /** At each task its lane dies with {@code probability}; the last one does not. */
  public Faults killLanes(double probability, LaneDeath what) {
    laneDeaths = checked(probability);
    onDeath = what;
    return this;
  }

  /** Everything takes {@code times} as long on lane {@code lane}. */
  public Faults slowLane(int lane, int times) {
    if (times < 1) {
      throw new IllegalArgumentException("a lane cannot be " + times + " times as slow");
    }
    change(new LaneChange(lane, times, 0));
    return this;
  }

  /** Lane {@code lane} begins to work after {@code delay}. */
  public Faults delayLane(int lane, Duration delay) {
    change(new LaneChange(lane, 0, delay.toNanos()));
    return this;
  }

  /** The disk for spilled batches has room for {@code bytes}. */
  public Faults fillSpill(long bytes) {
    spillRoom = bytes;
    return this;
  }

  /** Each write of spilled batches fails with {@code probability}. */
  public Faults failSpills(double probability) {
    spillFailures = checked(probability);
    return this;
  }

  boolean haveLabels() {
    return !failingLabels.isEmpty();
  }

  double taskFailures() {
    return taskFailures;
  }

  double forkFailures() {
    return forkFailures;
  }

  double spillFailures() {
    return spillFailures;
  }

  boolean touchSpill() {
    return spillFailures > 0 || spillRoom != Long.MAX_VALUE;
  }

  /** Takes {@code bytes} of the room for spilled batches; returns whether there was as much. */
  boolean takeSpillRoom(long bytes) {
    if (spillRoom < bytes) {
      return false;
    }
    spillRoom -= bytes;
    return true;
  }

  /** Whether the task begun as number {@code nth} is to throw, without a choice in it. */
  boolean isFailing(long nth, String text) {
    return failingTasks.contains(nth) || failingLabels.stream().anyMatch(text::contains);
  }

  /**
   * What becomes of the task that {@code lane} begins as its number {@code nth}; null when alive.
   */
  @Nullable LaneDeath death(int lane, long nth, Choices choices) {
    for (Killing killing : killings) {
      if (killing.lane == lane && killing.nth == nth) {
        return killing.what;
      }
    }
    return choices.chance(laneDeaths) ? onDeath : null;
  }

  void applyTo(Stage opened) {
    stage = opened;
    laneChanges.forEach(change -> change.applyTo(opened));
  }

  private void change(LaneChange change) {
    laneChanges.add(change);
    Stage opened = stage;
    if (opened != null) {
      change.applyTo(opened);
    }
  }

  private static double checked(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(probability + " is no probability");
    }
    return probability;
  }

  private record Killing(int lane, long nth, LaneDeath what) {}

  private record LaneChange(int lane, int slowness, long startsAt) {
    void applyTo(Stage stage) {
      Arrays.stream(stage.scene().lanes()).filter(one -> one.number() == lane).forEach(this::apply);
    }

    private void apply(SimulatedLane changed) {
      if (slowness > 0) {
        changed.slowness = slowness;
      } else {
        changed.startsAt = startsAt;
      }
    }
  }
}
