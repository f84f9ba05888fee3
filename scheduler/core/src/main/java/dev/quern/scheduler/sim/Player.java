package dev.quern.scheduler.sim;

import dev.quern.scheduler.lane.Strand;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that takes part in a simulation. Only the one that has the turn runs; the others are
 * parked. All but {@link #turn} and {@link #interrupted} belongs to whoever has it.
 */
final class Player {
  /** For a player that waits for no point in time. */
  static final long NEVER = Long.MAX_VALUE;

  private final int number;
  private final Thread thread;
  private final boolean outside;

  /** The lane this is on; null beside the lanes and outside. */
  @Nullable SimulatedLane lane;

  /** The strand it carries out, the innermost of several. */
  @Nullable Strand carrying;

  /** What it waits for, if not only for a point in virtual time. */
  @Nullable CountDownLatch latch;

  /** When it goes on in any case. */
  long until;

  /** What it is told instead of going on. */
  @Nullable Error verdict;

  volatile boolean interrupted;
  private volatile boolean turn;
  private boolean alive;

  private Player(int number, @Nullable Thread caller, Consumer<Player> body) {
    this.number = number;
    this.outside = caller != null;
    this.alive = caller != null;
    this.thread =
        caller != null
            ? caller
            : Thread.ofVirtual().name("quern-sim-" + number).unstarted(() -> body.accept(this));
  }

  /** The calling thread, which the simulation did not make. */
  static Player outside(int number) {
    return new Player(number, Thread.currentThread(), _ -> {});
  }

  /** A thread, not yet started, that does {@code body}. */
  static Player inside(int number, Consumer<Player> body) {
    return new Player(number, null, body);
  }

  int number() {
    return number;
  }

  Thread thread() {
    return thread;
  }

  /** Whether this is a thread that the simulation did not make. */
  boolean isOutside() {
    return outside;
  }

  String name() {
    if (lane != null) {
      return lane.name();
    }
    return outside ? "outside" : "aside " + number;
  }

  boolean canGoOn(long now) {
    return until <= now || (latch != null && (latch.getCount() == 0 || interrupted));
  }

  /** Lets this go on; whoever calls stops being the one that runs. */
  void giveTurn() {
    turn = true;
    if (alive) {
      LockSupport.unpark(thread);
    } else {
      alive = true;
      thread.start();
    }
  }

  /** Waits for the turn. */
  void awaitTurn() {
    while (!turn) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        interrupted = true;
      }
    }
    turn = false;
  }

  /** Waits for the turn, at most {@code nanos} of real time; returns whether it has come. */
  boolean awaitTurn(long nanos) {
    long start = System.nanoTime();
    long left = nanos;
    while (!turn && left > 0) {
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        interrupted = true;
      }
      left = nanos - (System.nanoTime() - start);
    }
    if (!turn) {
      return false;
    }
    turn = false;
    return true;
  }
}
