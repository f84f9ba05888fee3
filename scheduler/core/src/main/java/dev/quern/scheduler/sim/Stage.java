package dev.quern.scheduler.sim;

import dev.quern.scheduler.lane.Strand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
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

  private final Choices choices;
  private final Trace trace;
  private long mostMoves;
  private final SimulatedLane[] lanes;
  private final Deque<Strand> started = new ArrayDeque<>();
  private final Deque<Strand> aside = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final List<Player> suspended = new ArrayList<>();
  private final List<Move> moves = new ArrayList<>();
  private final AtomicInteger players = new AtomicInteger();
  private int[] actors = new int[16];
  private volatile long now;
  private long timersSet;
  private volatile long made;
  private boolean closing;

  private final Queue<Runnable> arrivals = new ConcurrentLinkedQueue<>();
  /* Held by threads of the outside that come and go. */
  private final ReentrantLock door = new ReentrantLock();
  private volatile @Nullable Player holder;
  private volatile @Nullable Error broken;

  Stage(int width, Choices choices, Trace trace, long mostMoves) {
    this.choices = choices;
    this.trace = trace;
    this.mostMoves = mostMoves;
    this.lanes = new SimulatedLane[width];
    for (int i = 0; i < width; i++) {
      lanes[i] = new SimulatedLane(i);
    }
  }

  SimulatedLane[] lanes() {
    return lanes;
  }

  /** Strands that were started and not begun, oldest first. */
  Deque<Strand> started() {
    return started;
  }

  /** Strands that are to be carried out beside the lanes. */
  Deque<Strand> aside() {
    return aside;
  }

  long now() {
    return now;
  }

  /** Lets {@code nanos} of virtual time pass for everybody. */
  void spend(long nanos) {
    long later = now + nanos; // by whoever has the turn, and nobody else
    now = later;
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

  void set(Timer timer) {
    timers.add(timer);
  }

  void cancel(Timer timer) {
    timers.remove(timer);
  }

  long nextTimer() {
    return timersSet++;
  }

  /** Lets others go on, for {@code nanos} of virtual time at least. */
  void pause(Player me, long nanos) {
    me.latch = null;
    me.until = now + nanos;
    suspended.add(me);
    pass(me);
    if (me.interrupted) {
      me.interrupted = false;
      me.thread().interrupt();
    }
  }

  /** Waits for {@code latch} until a point in virtual time, while others play. */
  void await(@Nullable Player player, CountDownLatch latch, long nanos)
      throws InterruptedException {
    if (Thread.interrupted() || (closing && player != null)) {
      throw new InterruptedException();
    }
    if (player == null) {
      awaitOutside(latch, nanos);
      return;
    }
    waits(player, latch, nanos);
    SimulatedLane lane = player.lane;
    if (lane != null && lane.occupant == player) {
      lane.occupant = null; // somebody else may work here meanwhile
    }
    pass(player);
    if (lane != null && lane.occupant == null) {
      lane.occupant = player;
    }
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
      if (suspended.stream().anyMatch(Player::isOutside)) {
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
    player.until = nanos > Player.NEVER - now ? Player.NEVER : now + nanos;
    suspended.add(player);
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
        SimulatedLane lane = me.lane;
        if (lane != null && lane.occupant == me) {
          lane.occupant = null;
        }
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
    trace.add(now, me, "ended", strand.subject());
  }

  private Player perform(Move move) {
    return switch (move) {
      case Move.GoOn goOn -> {
        suspended.remove(goOn.player());
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
    Strand strand = begin.take();
    SimulatedLane lane = begin.lane();
    player.lane = lane;
    if (lane != null) {
      lane.occupant = player;
    }
    SimulatedLane victim = begin.victim();
    String what = victim == null ? "begun" : "stolen from " + victim.name();
    trace.add(now, player, what, strand.subject());
    return strand;
  }

  /* What happens next, as the choices will have it; timers are run here, by whoever decides. */
  private Move next(@Nullable Player me) {
    while (true) {
      drainArrivals();
      long number = made + 1;
      made = number;
      if (number > mostMoves) {
        return surrender(new SimulationError(Reports.endless(mostMoves, suspended)));
      }
      collect(me);
      if (moves.isEmpty() && closing) {
        return new Move.GoOn(outside());
      }
      if (moves.isEmpty()) {
        long soonest = soonest();
        if (soonest == Player.NEVER) {
          return surrender(new SimulationError(Reports.deadlock(now, suspended)));
        }
        now = soonest;
        continue;
      }
      Move move = choose();
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

  /* The default, whoever has the turn, comes first. */
  private void collect(@Nullable Player me) {
    moves.clear();
    if (me != null && me.canGoOn(now)) {
      moves.add(new Move.GoOn(me));
    }
    for (Player player : suspended) {
      if (player != me && player.canGoOn(now)) {
        moves.add(new Move.GoOn(player));
      }
    }
    if (closing) {
      return;
    }
    for (SimulatedLane lane : lanes) {
      if (lane.isIdle(now)) {
        collect(lane);
      }
    }
    if (!aside.isEmpty()) {
      moves.add(new Move.Begin(null, aside, false, null));
    }
    Timer first = timers.peek();
    if (first != null && first.due() <= now) {
      moves.add(new Move.Fire());
    }
  }

  /* A lane does its own work first, the newest of it; then it looks anywhere. */
  private void collect(SimulatedLane lane) {
    if (!lane.forked.isEmpty()) {
      moves.add(new Move.Begin(lane, lane.forked, true, null));
      return;
    }
    if (!started.isEmpty()) {
      moves.add(new Move.Begin(lane, started, false, null));
    }
    for (SimulatedLane victim : lanes) {
      if (!victim.forked.isEmpty()) {
        moves.add(new Move.Begin(lane, victim.forked, false, victim));
      }
    }
  }

  private Move choose() {
    int size = moves.size();
    if (actors.length < size) {
      actors = new int[2 * size];
    }
    for (int i = 0; i < size; i++) {
      actors[i] = moves.get(i).actor();
    }
    return moves.get(choices.pickActor(actors, size));
  }

  /* When something can happen that cannot happen now. */
  private long soonest() {
    Timer first = timers.peek();
    long soonest = first == null ? Player.NEVER : first.due();
    for (Player player : suspended) {
      soonest = Math.min(soonest, player.until);
    }
    for (SimulatedLane lane : lanes) {
      if (lane.startsAt > now && !lane.dead) {
        soonest = Math.min(soonest, lane.startsAt);
      }
    }
    return soonest;
  }

  private void fire() {
    Timer timer = Objects.requireNonNull(timers.poll());
    try {
      timer.action().run();
    } catch (Throwable unexpected) {
      outside().verdict = new SimulationError("what was set for later failed", unexpected);
    }
  }

  /* Tells a thread of the outside that this cannot go on. */
  private Move surrender(Error verdict) {
    Player told = outside();
    told.verdict = verdict;
    return new Move.GoOn(told);
  }

  private Player outside() {
    for (Player player : suspended) {
      if (player.isOutside()) {
        return player;
      }
    }
    throw new IllegalStateException("strands are carried out, and nobody waits for anything");
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
      if (!suspended.isEmpty()) {
        me.until = Player.NEVER;
        suspended.add(me);
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
    closing = true;
    mostMoves = made + CLOSING_MOVES;
    started.clear();
    aside.clear();
    timers.clear();
    for (SimulatedLane lane : lanes) {
      lane.forked.clear();
    }
    interrupt();
  }

  /** Interrupts all threads that the simulation made. */
  void interrupt() {
    for (Player player : suspended) {
      if (!player.isOutside()) {
        player.interrupted = true;
      }
    }
  }
}
