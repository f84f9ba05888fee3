package dev.quern.scheduler.sim;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.LanesFactory;
import dev.quern.scheduler.lane.Strand;
import dev.quern.scheduler.lane.Work;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lanes whose every turn a seed decides: who goes on, what is stolen, how long things take. Exactly
 * one thread runs at a time, and time is virtual: it jumps to the next alarm when nothing else can
 * happen. The same seed gives the same trace, as long as one thread of the outside uses the lanes.
 *
 * <p>Things happen only while a thread of the outside waits, in {@link #await} and so in a join.
 * What strands wait for must be waited for here; a strand that waits for anything else stops the
 * simulation, which says so after half a minute.
 */
public final class SimulatedLanes implements Lanes {
  /* Reading the clock takes time, so that a loop that waits for a point in time ends. */
  private static final long READING_NANOS = 50;

  private final Stage stage;
  private final Faults faults;
  private final Choices choices;
  private final Trace trace;
  private final TaskPlay tasks;
  private volatile boolean closed;

  SimulatedLanes(int width, Choices choices, Faults faults, Trace trace, long mostMoves) {
    this.choices = choices;
    this.faults = faults;
    this.trace = trace;
    this.stage = new Stage(width, choices, trace, mostMoves);
    this.tasks = new TaskPlay(stage, choices, faults, trace);
    faults.applyTo(stage);
  }

  /**
   * Lanes that {@code seed} drives, to be given to a session: {@code
   * Session.local().lanes(SimulatedLanes.seed(7))}. A {@link Simulation} has faults and a trace as
   * well.
   */
  public static LanesFactory seed(long seed) {
    return (_, workers) ->
        new SimulatedLanes(
            workers, Choices.uniform(seed), new Faults(), new Trace(), Simulation.MOST_MOVES);
  }

  @Override
  public int width() {
    return stage.scene().lanes().length;
  }

  @Override
  public void start(Strand strand) {
    queue(stage.scene().started(), strand);
  }

  @Override
  public void startAside(Strand strand) {
    queue(stage.scene().aside(), strand);
  }

  private void queue(Deque<Strand> queue, Strand strand) {
    checkOpen();
    Player me = stage.current();
    if (me != null) {
      trace.add(stage.scene().now(), me, "started", strand.subject());
    }
    stage.change(() -> addByPriority(queue, strand));
  }

  /* Behind those of its priority. */
  private static void addByPriority(Deque<Strand> queue, Strand strand) {
    int priority = strand.owner().priority();
    Deque<Strand> lessUrgent = new ArrayDeque<>();
    while (!queue.isEmpty() && queue.getLast().owner().priority() < priority) {
      lessUrgent.addFirst(queue.removeLast());
    }
    queue.addLast(strand);
    queue.addAll(lessUrgent);
  }

  @Override
  public boolean hasMoreUrgent(Work than) {
    return onLane() && moreUrgent(than) != null;
  }

  @Override
  public void carryOutMoreUrgent(Work than) {
    Player me = stage.current();
    if (me == null || me.lane == null) {
      return;
    }
    for (Strand next = moreUrgent(than); next != null; next = moreUrgent(than)) {
      stage.scene().started().removeFirst();
      trace.add(stage.scene().now(), me, "begun before others", next.subject());
      stage.carryOutAhead(me, next);
    }
  }

  private @Nullable Strand moreUrgent(Work than) {
    Strand first = stage.scene().started().peekFirst();
    return first != null && first.owner().priority() > than.priority() ? first : null;
  }

  @Override
  public @Nullable Strand carrying() {
    Player me = stage.current();
    return me == null ? null : me.carrying;
  }

  @Override
  public @Nullable Strand carry(@Nullable Strand strand) {
    Player me = stage.current();
    if (me == null) {
      return null;
    }
    Strand before = me.carrying;
    me.carrying = strand;
    return before;
  }

  private void checkOpen() {
    if (closed) {
      throw new RejectedExecutionException("the lanes were closed");
    }
  }

  @Override
  public void fork(Strand strand) {
    Player me = stage.current();
    SimulatedLane lane = me == null ? null : me.lane;
    if (me == null || lane == null) {
      start(strand);
      return;
    }
    checkOpen();
    if (choices.chance(faults.forkFailures())) {
      trace.add(stage.scene().now(), me, "not forked: no memory, as planted", strand.subject());
      throw new OutOfMemoryError("planted: no memory to fork");
    }
    trace.add(stage.scene().now(), me, "forked", strand.subject());
    lane.forked.addLast(strand);
  }

  @Override
  public boolean runForked(@Nullable Work only) {
    Player me = stage.current();
    SimulatedLane lane = me == null ? null : me.lane;
    if (me == null || lane == null || lane.forked.isEmpty()) {
      return false;
    }
    stage.pause(me, 0); // thieves may come
    Strand newest = lane.forked.peekLast();
    if (newest == null || (only != null && !newest.owner().equals(only))) {
      return false;
    }
    lane.forked.removeLast();
    trace.add(stage.scene().now(), me, "begun", newest.subject());
    stage.carryOut(me, newest);
    return true;
  }

  @Override
  public boolean onLane() {
    Player me = stage.current();
    return me != null && me.lane != null;
  }

  @Override
  public int currentLane() {
    Player me = stage.current();
    return me == null || me.lane == null ? 0 : me.lane.number();
  }

  @Override
  public Chunk apply(Operator operator, TaskContext context, List<Chunk> inputs) {
    Player me = stage.current();
    return me == null
        ? operator.apply(context, inputs)
        : tasks.apply(me, operator, context, inputs);
  }

  @Override
  public void step(Object subject) {
    Player me = stage.current();
    if (me != null) {
      tasks.begin(me, subject, subject.toString());
    }
  }

  @Override
  public void await(CountDownLatch latch) throws InterruptedException {
    if (latch.getCount() != 0) {
      handOver();
      stage.await(stage.current(), latch, Player.NEVER);
    }
  }

  @Override
  public boolean await(CountDownLatch latch, long nanos) throws InterruptedException {
    if (latch.getCount() != 0) {
      handOver();
      stage.await(stage.current(), latch, Math.max(0, nanos));
    }
    return latch.getCount() == 0;
  }

  /* The lane is free while its thread waits: others work there, also for what it had claimed. */
  private void handOver() {
    Player me = stage.current();
    Strand innermost = me == null ? null : me.carrying;
    if (innermost != null && !closed) {
      innermost.handOverAll();
    }
  }

  /** Virtual time since the beginning. */
  @Override
  public long nanoTime() {
    if (stage.current() != null) {
      stage.scene().spend(READING_NANOS);
    }
    return stage.scene().now();
  }

  @Override
  public Alarm after(long nanos, Runnable action) {
    checkOpen();
    Runnable alone = () -> runAlone(action);
    Timer[] set = new Timer[1];
    stage.change(
        () -> {
          long due =
              nanos > Player.NEVER - stage.scene().now()
                  ? Player.NEVER
                  : stage.scene().now() + nanos;
          set[0] = stage.scene().set(due, alone);
        });
    return () -> stage.change(() -> stage.scene().cancel(set[0]));
  }

  /* An alarm goes off in nobody's name, whoever happens to have the turn. */
  private void runAlone(Runnable action) {
    Work outer = enter(null);
    try {
      action.run();
    } finally {
      enter(outer);
    }
  }

  @Override
  public void interrupt() {
    stage.change(stage::interrupt);
  }

  /**
   * {@inheritDoc} Strands that wait are interrupted, and all that have begun are played to their
   * ends.
   */
  @Override
  public void close() {
    closed = true;
    stage.close();
  }
}
