package dev.quern.scheduler.sim;

import dev.quern.scheduler.lane.Strand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The state of a simulation, and what may happen in it next: lanes and their strands, timers and
 * virtual time, and the players that do not run. It belongs to whoever has the turn; only the time
 * may be read by others.
 */
final class Scene {
  private final Choices choices;
  private final SimulatedLane[] lanes;
  private final Deque<Strand> started = new ArrayDeque<>();
  private final Deque<Strand> aside = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final List<Player> suspended = new ArrayList<>();
  private final List<Move> moves = new ArrayList<>();
  private int[] actors = new int[16];
  private volatile long now;
  private long timersSet;
  private boolean closing;

  Scene(int width, Choices choices) {
    this.choices = choices;
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

  /** Players that wait, or were paused. */
  List<Player> suspended() {
    return suspended;
  }

  /** Has {@code action} run at a point in virtual time. */
  Timer set(long due, Runnable action) {
    Timer timer = new Timer(due, timersSet++, action);
    timers.add(timer);
    return timer;
  }

  void cancel(Timer timer) {
    timers.remove(timer);
  }

  /** The timer that is due first, to be run. */
  Timer takeTimer() {
    return Objects.requireNonNull(timers.poll());
  }

  long now() {
    return now;
  }

  /** Lets {@code nanos} of virtual time pass for everybody. */
  void spend(long nanos) {
    long later = now + nanos; // by whoever has the turn, and nobody else
    now = later;
  }

  /** Whether nothing is begun any more. */
  boolean isClosing() {
    return closing;
  }

  /** Forgets what was not begun, for good. */
  void beginClosing() {
    closing = true;
    started.clear();
    aside.clear();
    timers.clear();
    for (SimulatedLane lane : lanes) {
      lane.forked.clear();
    }
  }

  /**
   * What happens next, as the choices will have it; time passes when there is nothing else to
   * happen. Null when nothing can ever happen. By default {@code me}, who has the turn, goes on.
   */
  @Nullable Move next(@Nullable Player me) {
    while (true) {
      collect(me);
      if (!moves.isEmpty()) {
        return choose();
      }
      long soonest = closing ? Player.NEVER : soonest();
      if (soonest == Player.NEVER) {
        return null;
      }
      now = soonest;
    }
  }

  /** Has the first strand of a lane begun by {@code player}. */
  Strand begin(Move.Begin begin, Player player) {
    Strand strand = begin.take();
    SimulatedLane lane = begin.lane();
    player.lane = lane;
    if (lane != null) {
      lane.occupant = player;
    }
    return strand;
  }

  /** Lets others work on the lane of {@code player}, which waits or has ended. */
  static void leaveLane(Player player) {
    SimulatedLane lane = player.lane;
    if (lane != null && lane.occupant == player) {
      lane.occupant = null;
    }
  }

  /** Takes the lane of {@code player} again, unless somebody else works there. */
  static void takeLane(Player player) {
    SimulatedLane lane = player.lane;
    if (lane != null && lane.occupant == null) {
      lane.occupant = player;
    }
  }

  /** A thread of the outside that waits. */
  Player outside() {
    for (Player player : suspended) {
      if (player.isOutside()) {
        return player;
      }
    }
    throw new IllegalStateException("strands are carried out, and nobody waits for anything");
  }

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
}
