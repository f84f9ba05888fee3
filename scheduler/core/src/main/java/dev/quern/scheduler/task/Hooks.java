package dev.quern.scheduler.task;

import dev.quern.scheduler.lane.Work;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when a task ends: a stack without locks, closed by the end. Most tasks have
 * one hook or none, so this is the base class of the task itself rather than one object more.
 */
abstract class Hooks extends Work {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final VarHandle TOP;
  private static final Hook CLOSED = new Hook(() -> {});

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(Hooks.class, "top", Hook.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Hook top;

  Hooks(@Nullable Work parent, int priority) {
    super(parent, priority);
  }

  /** One thing to do. */
  static final class Hook {
    private volatile @Nullable Runnable action;
    private @Nullable Hook below;

    Hook(Runnable action) {
      this.action = action;
    }

    /** Forgets about it; the place it takes is given back when it comes to the top. */
    void drop() {
      action = null;
    }
  }

  /** Adds a hook, or does its work at once after the end. */
  final Hook onEnd(Runnable action) {
    Hook hook = new Hook(action);
    while (true) {
      Hook current = top;
      if (current == CLOSED) {
        run(hook);
        return hook;
      }
      Hook live = current;
      while (live != null && live.action == null) {
        live = live.below;
      }
      hook.below = live;
      if (TOP.compareAndSet(this, current, hook)) {
        return hook;
      }
    }
  }

  /** Does everything, in the order it was added; once, by whoever ends the task. */
  final void runHooks() {
    Hook newest = (Hook) TOP.getAndSet(this, CLOSED);
    Hook oldest = null;
    while (newest != null) {
      Hook below = newest.below;
      newest.below = oldest;
      oldest = newest;
      newest = below;
    }
    for (Hook hook = oldest; hook != null; hook = hook.below) {
      run(hook);
    }
  }

  private static void run(Hook hook) {
    Runnable action = hook.action;
    if (action != null) {
      try {
        action.run();
      } catch (RuntimeException | Error unexpected) {
        LOG.log(Level.ERROR, "after the end of a task", unexpected);
      }
    }
  }
}
