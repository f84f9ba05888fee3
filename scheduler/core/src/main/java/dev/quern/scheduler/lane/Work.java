package dev.quern.scheduler.lane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that was asked for and is carried out in strands: a graph, a submitted task, an actor.
 *
 * <p>Work that is asked for from within other work is its child: it is cancelled when its parent
 * stops, so that nothing goes on that nobody waits for.
 */
public abstract class Work {
  private static final VarHandle CHILDREN;
  private static final VarHandle WAITS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CHILDREN = lookup.findVarHandle(Work.class, "children", Object.class);
      WAITS = lookup.findVarHandle(Work.class, "waits", Wait.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Work parent;
  private final int depth;
  private final int priority;

  /** What was asked for from within this: nothing, one child, or a set, which stays one. */
  private volatile @Nullable Object children;

  /** The newest wait of a thread that does this. */
  private volatile @Nullable Wait waits;

  /** Work that is asked for by the current thread. */
  protected Work(Lanes lanes) {
    this(lanes.running());
  }

  /** Work that is asked for by {@code parent}, or by nobody's. */
  protected Work(@Nullable Work parent) {
    this(parent, 0);
  }

  /** Work of {@code priority} that is asked for by {@code parent}, or by nobody's. */
  protected Work(@Nullable Work parent, int priority) {
    this.parent = parent;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.priority = priority == 0 && parent != null ? parent.priority : priority;
  }

  /** What this was asked for from, if from within anything. */
  public final @Nullable Work parent() {
    return parent;
  }

  final @Nullable Wait waits() {
    return waits;
  }

  final boolean replaceWaits(@Nullable Wait expected, @Nullable Wait newest) {
    return WAITS.compareAndSet(this, expected, newest);
  }

  /** How deeply this is nested in other work; 0 at the outside. */
  public final int depth() {
    return depth;
  }

  /** How urgent this is: work of a higher priority comes first. That of its parent unless given. */
  public final int priority() {
    return priority;
  }

  /** Whether nothing of this is to be carried out any more. */
  public abstract boolean isStopped();

  /**
   * Whether what is done for this is told task by task; else all that its strands do counts as done
   * for it.
   */
  public boolean tellsTasks() {
    return false;
  }

  /**
   * Asks this to stop; it does soon, and its children with it.
   *
   * @return whether this call stopped it
   */
  public abstract boolean cancel(String why);

  /** Whether the current thread does this, and was interrupted for it. */
  protected boolean isInterruptedHere() {
    return false;
  }

  /**
   * Clears the interrupt flag of the current thread, which has done something of its own for {@code
   * around}, if for anything: what that left behind, or was meant for, is not for what comes next.
   * If the thread was interrupted for the work around, the flag is set.
   */
  public static void clearInterrupt(@Nullable Work around) {
    boolean _ = Thread.interrupted();
    for (Work work = around; work != null; work = work.parent) {
      if (work.isInterruptedHere()) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Ends at once after an error of the scheduler itself. */
  public abstract void abandon(Throwable broken);

  /** Makes this known to its parent, which cancels it when it stops; before the first strand. */
  protected final void joinParent() {
    if (parent != null) {
      parent.adopt(this);
      if (parent.isStopped()) {
        parent.stopChild(this);
      }
    }
  }

  /** Takes leave of the parent and the children that are left: this has ended. */
  protected final void leaveParent() {
    if (parent != null
        && !CHILDREN.compareAndSet(parent, this, null)
        && parent.children instanceof Set<?> several) {
      several.remove(this);
    }
    switch (children) {
      case null -> {}
      case Work only -> only.parentEnded();
      case Set<?> several -> several.forEach(child -> ((Work) child).parentEnded());
      default -> throw new IllegalStateException("children are " + children);
    }
  }

  /**
   * Called when the parent has ended, with success too. What was only submitted goes on then; what
   * lasts until it is closed overrides this, since nobody is left to close it.
   */
  protected void parentEnded() {}

  /** Cancels all children; to be called when this has stopped for any other reason than success. */
  protected final void cancelChildren() {
    switch (children) {
      case null -> {}
      case Work only -> stopChild(only);
      case Set<?> several -> several.forEach(child -> stopChild((Work) child));
      default -> throw new IllegalStateException("children are " + children);
    }
  }

  /** What children are told that are cancelled because this has stopped. */
  protected String whyChildrenStop() {
    return "the computation that submitted this one has stopped";
  }

  private void stopChild(Work child) {
    boolean _ = child.cancel(whyChildrenStop());
  }

  private void adopt(Work child) {
    if (CHILDREN.compareAndSet(this, null, child)) {
      return;
    }
    while (true) {
      Object current = children;
      if (current instanceof Set<?>) {
        several(current).add(child);
        return;
      }
      Set<Work> several = ConcurrentHashMap.newKeySet();
      if (current instanceof Work only) {
        several.add(only);
      }
      several.add(child);
      if (CHILDREN.compareAndSet(this, current, several)) {
        return;
      }
    }
  }

  @SuppressWarnings("unchecked") // made by adopt
  private static Set<Work> several(Object children) {
    return (Set<Work>) children;
  }
}
