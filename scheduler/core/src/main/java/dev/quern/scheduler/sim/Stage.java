package dev.quern.scheduler.sim;

import dev.quern.scheduler.lane.Strand;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The threads of a simulation, of which one runs at a time, and whose turn it is. */
final class Stage {
  /*
   * Every strand that is begun has a thread of its own, a player. One of them has the turn; it keeps
   * it until it pauses, waits or ends, and then decides itself, with the choices, who is next: no
   * thread does nothing but decide, so going on costs no switch of threads. All state is plain,
   * since it belongs to whoever has the turn.
   *
   * Threads that the simulation did not make, a test's, have the turn only while they wait for
   * something. While none of them waits nothing happens. What they start meanwhile comes in through
   * `arrivals`.
   *
   * Players lose the turn only where nobody holds a lock: at the ends of strands, around tasks, where
   * a task checks for cancellation, and where somebody waits.
   */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_STALLS = 30;
  private static final long CLOSING_MOVES = 100_000;

  private final Scene scene;
  private final Trace trace;
  private long mostMoves;
  private final AtomicInteger players = new AtomicInteger();
  private volatile long made;

  private final Queue<Runnable> arrivals = new ConcurrentLinkedQueue<>();
  /* Held by threads of the outside that come and go. */
  private final ReentrantLock door = new ReentrantLock();
  private volatile @Nullable Player holder;
  private volatile @Nullable Error broken;

  Stage(int width, Choices choices, Trace trace, long mostMoves) {
    this.scene = new Scene(width, choices);
    this.trace = trace;
    this.mostMoves = mostMoves;
  }

  /** What is on it. */
  Scene scene() {
    return scene;
  }

  /** The player that the calling thread is, if it has the turn. */
  @Nullable Player current() {
    Player player = holder;
    return player != null && player.thread().equals(Thread.currentThread()) ? player : null;
  }

  /** Makes a change now, or as soon as somebody has the turn when the calling thread has not. */
  void change(Runnable change) {
    if (current() != null) {
      change.run();
    } else {
      arrivals.add(change);
    }
  }

  /** Lets others go on, for {@code nanos} of virtual time at least. */
  void pause(Player me, long nanos) {
    me.latch = null;
    me.until = scene.now() + nanos;
    scene.suspended().add(me);
    pass(me);
    if (me.interrupted) {
      me.interrupted = false;
      me.thread().interrupt();
    }
  }

  /** Waits for {@code latch} until a point in virtual time, while others play. */
  void await(@Nullable Player player, CountDownLatch latch, long nanos)
      throws InterruptedException {
    if (Thread.interrupted() || (scene.isClosing() && player != null)) {
      throw new InterruptedException();
    }
    if (player == null) {
      awaitOutside(latch, nanos);
      return;
    }
    waits(player, latch, nanos);
    Scene.leaveLane(player);
    pass(player);
    Scene.takeLane(player);
    goesOn(player);
  }

  private void awaitOutside(CountDownLatch latch, long nanos) throws InterruptedException {
    Player me = Player.outside(players.incrementAndGet());
    if (enter(me, () -> waits(me, latch, nanos))) {
      pass(me);
    } else {
      awaitTurn(me);
    }
    leave();
    goesOn(me);
  }

  /* Makes a change in the name of a thread of the outside; returns whether that has the turn now. */
  private boolean enter(Player me, Runnable change) {
    door.lock();
    try {
      if (broken != null) {
        throw new IllegalStateException("this simulation is over: " + broken.getMessage(), broken);
      }
      if (holder != null) {
        arrivals.add(change);
        return false;
      }
      holder = me;
      drainArrivals();
      change.run();
      return true;
    } finally {
      door.unlock();
    }
  }

  private void leave() {
    door.lock();
    try {
      drainArrivals();
      if (scene.suspended().stream().anyMatch(Player::isOutside)) {
        give(perform(next(null)));
      } else {
        holder = null;
      }
    } finally {
      door.unlock();
    }
  }

  private void waits(Player player, CountDownLatch latch, long nanos) {
    player.latch = latch;
    player.until = nanos > Player.NEVER - scene.now() ? Player.NEVER : scene.now() + nanos;
    scene.suspended().add(player);
  }

  private static void goesOn(Player player) throws InterruptedException {
    player.latch = null;
    Error verdict = player.verdict;
    if (verdict != null) {
      player.verdict = null;
      throw verdict;
    }
    if (player.interrupted) {
      player.interrupted = false;
      throw new InterruptedException();
    }
  }

  /* Gives the turn to whoever is next; returns when it has come back. */
  private void pass(Player me) {
    Player next = perform(next(me));
    if (next != me) {
      give(next);
      awaitTurn(me);
    }
  }

  private void give(Player next) {
    holder = next;
    next.giveTurn();
  }

  private void awaitTurn(Player me) {
    if (!me.isOutside()) {
      me.awaitTurn();
      return;
    }
    long seen = made;
    int stalls = 0;
    while (!me.awaitTurn(LOOK_NANOS)) {
      stalls = made == seen ? stalls + 1 : 0;
      seen = made;
      if (stalls == MOST_STALLS) {
        Error stalled = new SimulationError(Reports.stalled(holder));
        broken = stalled;
        throw stalled;
      }
    }
  }

  /* What a thread of the simulation does until somebody else is next. */
  private void play(Player me, Strand first) {
    try {
      Strand strand = first;
      while (true) {
        carryOut(me, strand);
        Scene.leaveLane(me);
        Move move = next(null);
        if (!(move instanceof Move.Begin begin)) {
          give(perform(move));
          return;
        }
        strand = begin(begin, me);
      }
    } catch (Throwable unexpected) {
      give(perform(surrender(new SimulationError("the simulation itself failed", unexpected))));
    }
  }

  /** Carries {@code strand} out in the thread that has the turn. */
  void carryOut(Player me, Strand strand) {
    strand.carryOut();
    trace.add(scene.now(), me, "ended", strand.subject());
  }

  /** Carries {@code strand} out likewise, before what the current lane has forked. */
  void carryOutAhead(Player me, Strand strand) {
    strand.carryOutAhead();
    trace.add(scene.now(), me, "ended", strand.subject());
  }

  private Player perform(Move move) {
    return switch (move) {
      case Move.GoOn goOn -> {
        scene.suspended().remove(goOn.player());
        yield goOn.player();
      }
      case Move.Begin begin -> {
        Strand[] first = new Strand[1];
        Player player =
            Player.inside(
                players.incrementAndGet(), me -> begun(me, Objects.requireNonNull(first[0])));
        first[0] = begin(begin, player);
        yield player;
      }
      case Move.Fire _ -> throw new IllegalStateException("timers are run where they are met");
    };
  }

  private void begun(Player me, Strand strand) {
    awaitTurn(me);
    play(me, strand);
  }

  private Strand begin(Move.Begin begin, Player player) {
    Strand strand = scene.begin(begin, player);
    SimulatedLane victim = begin.victim();
    String what = victim == null ? "begun" : "stolen from " + victim.name();
    trace.add(scene.now(), player, what, strand.subject());
    return strand;
  }

  /* What happens next; timers are run here, by whoever decides. */
  private Move next(@Nullable Player me) {
    while (true) {
      drainArrivals();
      long number = made + 1;
      made = number;
      if (number > mostMoves) {
        return surrender(new SimulationError(Reports.endless(mostMoves, scene.suspended())));
      }
      Move move = scene.next(me);
      if (move == null) {
        return scene.isClosing()
            ? new Move.GoOn(scene.outside())
            : surrender(new SimulationError(Reports.deadlock(scene.now(), scene.suspended())));
      }
      if (!(move instanceof Move.Fire)) {
        return move;
      }
      fire();
    }
  }

  private void drainArrivals() {
    for (Runnable change = arrivals.poll(); change != null; change = arrivals.poll()) {
      change.run();
    }
  }

  private void fire() {
    Timer timer = scene.takeTimer();
    try {
      timer.action().run();
    } catch (Throwable unexpected) {
      scene.outside().verdict = new SimulationError("what was set for later failed", unexpected);
    }
  }

  /* Tells a thread of the outside that this cannot go on. */
  private Move surrender(Error verdict) {
    Player told = scene.outside();
    told.verdict = verdict;
    return new Move.GoOn(told);
  }

  /**
   * Ends the players: those that wait are interrupted, those that were paused go on. What was not
   * begun never is.
   */
  void close() {
    Player me = Player.outside(players.incrementAndGet());
    if (current() != null || broken != null || !enter(me, this::beginClosing)) {
      change(this::beginClosing);
      return;
    }
    try {
      if (!scene.suspended().isEmpty()) {
        me.until = Player.NEVER;
        scene.suspended().add(me);
        pass(me);
        Error verdict = me.verdict;
        if (verdict != null) {
          throw verdict;
        }
      }
    } finally {
      leave();
    }
  }

  private void beginClosing() {
    mostMoves = made + CLOSING_MOVES;
    scene.beginClosing();
    interrupt();
  }

  /** Interrupts all threads that the simulation made. */
  void interrupt() {
    for (Player player : scene.suspended()) {
      if (!player.isOutside()) {
        player.interrupted = true;
      }
    }
  }
}
