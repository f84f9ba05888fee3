package dev.quern.scheduler.sim;

import dev.quern.scheduler.Session;
import dev.quern.scheduler.SessionConfig;
import dev.quern.scheduler.lane.Lanes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One play of a program under simulated lanes: a session, what is to go wrong, virtual time and a
 * trace of what happened. All of it follows from the seed.
 *
 * <pre>{@code
 * try (var simulation = Simulation.seed(7)) {
 *   simulation.faults().failTasks(0.01);
 *   frame.collect(simulation.session());
 * }
 * }</pre>
 *
 * <p>To be used by one thread; closing it closes the session.
 */
public final class Simulation implements AutoCloseable {
  /** Moves after which a simulation is taken for endless. */
  static final long MOST_MOVES = 10_000_000;

  /* Made once: asking what the machine has takes longer than many a simulation. */
  private static final SessionConfig FOUR_LANES = Session.local().workers(4).memory("256m");

  private final long seed;
  private final Choices choices;
  private final Random random;
  private final Faults faults = new Faults();
  private final Trace trace = new Trace();
  private final List<Lanes> opened = new ArrayList<>();
  private SessionConfig config = FOUR_LANES;
  private @Nullable Session session;

  private Simulation(long seed, Choices choices) {
    this.seed = seed;
    this.choices = choices;
    this.random = new Random(seed);
  }

  /** A simulation in which each decision is equally likely. */
  public static Simulation seed(long seed) {
    return new Simulation(seed, Choices.uniform(seed));
  }

  /**
   * A simulation in which threads have random priorities that seldom change: it finds what needs
   * few but unlikely switches.
   */
  public static Simulation prioritized(long seed) {
    return new Simulation(seed, Choices.prioritized(seed));
  }

  /** A simulation that decides as another one did. */
  public static Simulation replay(Schedule schedule) {
    return new Simulation(schedule.seed(), Choices.of(schedule));
  }

  /**
   * Has the session made with {@code workers} lanes rather than four.
   *
   * @throws IllegalStateException when there is a session already
   */
  public Simulation lanes(int workers) {
    return config(config.workers(workers));
  }

  /**
   * Has the session made as {@code changed} says, but for its lanes.
   *
   * @throws IllegalStateException when there is a session already
   */
  public Simulation config(SessionConfig changed) {
    if (session != null) {
      throw new IllegalStateException("the session of this simulation was opened before");
    }
    config = changed;
    return this;
  }

  /** What the session is, or will be, made as, but for its lanes. */
  public SessionConfig config() {
    return config;
  }

  /** The session whose lanes are simulated; opened when first asked for. */
  public Session session() {
    Session open = session;
    if (open == null) {
      open = config.lanes((_, workers) -> openLanes(workers)).open();
      session = open;
    }
    return open;
  }

  /** Simulated lanes without a session, for what is built on lanes alone; closed with this. */
  public Lanes openLanes(int workers) {
    SimulatedLanes lanes = new SimulatedLanes(workers, choices, faults, trace, MOST_MOVES);
    opened.add(lanes);
    return lanes;
  }

  /** What is to go wrong. */
  public Faults faults() {
    return faults;
  }

  /** What has happened. */
  public Trace trace() {
    return trace;
  }

  /** What the simulation was made from. */
  public long seed() {
    return seed;
  }

  /** A source of random numbers that is the seed's too, for making up what is run. */
  public Random random() {
    return random;
  }

  /** The decisions so far, to be replayed. */
  public Schedule schedule() {
    return choices.schedule();
  }

  /** Virtual time since the beginning. */
  public Duration time() {
    return opened.isEmpty() ? Duration.ZERO : Duration.ofNanos(opened.getLast().nanoTime());
  }

  /** Lets {@code time} pass, and happen what happens in it. */
  public void pass(Duration time) {
    if (opened.isEmpty()) {
      session();
    }
    try {
      boolean _ = opened.getLast().await(new CountDownLatch(1), time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      if (session != null) {
        session.close();
      }
    } finally {
      opened.forEach(Lanes::close);
    }
  }
}
