package dev.quern.scheduler.sim;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.scheduler.run.SubmittedTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How tasks are carried out in a simulation: with pauses, notes and faults. */
final class TaskPlay {
  private final Stage stage;
  private final Choices choices;
  private final Faults faults;
  private final Trace trace;
  private long begun;

  TaskPlay(Stage stage, Choices choices, Faults faults, Trace trace) {
    this.stage = stage;
    this.choices = choices;
    this.faults = faults;
    this.trace = trace;
  }

  Chunk apply(Player me, Operator operator, TaskContext context, List<Chunk> inputs) {
    Object subject = context instanceof SubmittedTask task ? task.key() : context.origin();
    String text = faults.haveLabels() ? subject + " " + context.origin().label() : "";
    try {
      while (true) {
        begin(me, subject, text);
        LaneDeath death = death(me);
        Chunk result = operator.apply(new SimulatedTask(this, me, context), inputs);
        stage.pause(me, 0);
        if (death == null) {
          trace.add(stage.scene().now(), me, "done", subject);
          return result;
        }
        result.close();
        die(me, death, subject);
      }
    } catch (CancelledException cancelled) {
      trace.add(stage.scene().now(), me, "cancelled", subject);
      throw cancelled;
    } catch (Throwable failure) {
      trace.add(stage.scene().now(), me, "failed: " + failure, subject);
      throw failure;
    }
  }

  /** Lets the time pass that the task takes, and throws when it was told to. */
  void begin(Player me, Object subject, String text) {
    long nth = ++begun;
    trace.add(stage.scene().now(), me, "begun as task " + nth, subject);
    stage.pause(me, choices.span() * slowness(me));
    if (faults.isFailing(nth, text) || choices.chance(faults.taskFailures())) {
      throw new PlantedFault("planted: task %d, %s".formatted(nth, subject));
    }
  }

  /** A task looks whether it is still wanted: time passes, and others go on. */
  void look(Player me) {
    stage.pause(me, 1_000 * slowness(me));
  }

  boolean touchSpill() {
    return faults.touchSpill();
  }

  /** Whether {@code bytes} more may be put aside. */
  boolean spills(long bytes) {
    return faults.takeSpillRoom(bytes) && !choices.chance(faults.spillFailures());
  }

  private static long slowness(Player me) {
    return me.lane == null ? 1 : me.lane.slowness;
  }

  private @Nullable LaneDeath death(Player me) {
    SimulatedLane lane = me.lane;
    if (lane == null || lane.dead || alive() == 1) {
      return null;
    }
    return faults.death(lane.number(), ++lane.tasks, choices);
  }

  /* What the lane has forked is left for thieves; its thread goes on as another lane. */
  private void die(Player me, LaneDeath what, Object subject) {
    SimulatedLane lane = me.lane;
    if (lane == null || alive() == 1) {
      return;
    }
    trace.add(stage.scene().now(), me, "dies with its lane", subject);
    lane.dead = true;
    if (lane.occupant == me) {
      lane.occupant = null;
    }
    int heir = choices.pick(alive());
    for (SimulatedLane other : stage.scene().lanes()) {
      if (!other.dead && heir-- == 0) {
        me.lane = other;
      }
    }
    if (what == LaneDeath.FAILED) {
      throw new PlantedFault("planted: %s died at %s".formatted(lane.name(), subject));
    }
  }

  private int alive() {
    int alive = 0;
    for (SimulatedLane lane : stage.scene().lanes()) {
      alive += lane.dead ? 0 : 1;
    }
    return alive;
  }
}
