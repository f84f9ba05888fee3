package dev.quern.scheduler.task;

import dev.quern.scheduler.lane.Lanes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Who carries out the body of one task, how often it was tried, and who interrupts it. */
final class Attempts {
  /*
   * `holder` says who has the body: nobody yet (READY), nobody until an alarm (ASLEEP, between two
   * attempts), a thread, or nobody any more (OVER). Only a holder that finds it READY carries the
   * body out, so it does not matter how many strands there are for it: the queued one, that of a
   * thread which waits and does it itself.
   *
   * To interrupt, one replaces the thread by an Interrupt, and then by one that is sent; the thread,
   * when it is done and does not find itself, waits for that and clears its flag. So no interrupt
   * comes late, to work that the thread does next.
   */
  private static final VarHandle HOLDER;

  static {
    try {
      HOLDER = MethodHandles.lookup().findVarHandle(Attempts.class, "holder", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Who has the body, when it is not a thread. */
  private enum Hold {
    READY,
    ASLEEP,
    OVER
  }

  /** An interrupt of the thread that has the body. */
  private record Interrupt(Thread of, boolean sent) {}

  private volatile Object holder = Hold.READY;
  private volatile Lanes.@Nullable Alarm alarm;
  /* Of whoever holds the body. */
  private int made;

  /** Takes the body, to carry it out; of several who try one gets it. */
  boolean claim() {
    return HOLDER.compareAndSet(this, Hold.READY, Thread.currentThread());
  }

  /** Counts one more; by the holder. */
  void begin() {
    made++;
  }

  /** How many were made. */
  int made() {
    return made;
  }

  /**
   * Gives the body up, by the holder; another attempt comes after {@link #wake} when {@code again},
   * unless this one was interrupted. No interrupt for it comes any more; the flag may be set.
   */
  void release(boolean again) {
    if (!HOLDER.compareAndSet(this, Thread.currentThread(), again ? Hold.ASLEEP : Hold.OVER)) {
      while (!(holder instanceof Interrupt interrupt && interrupt.sent)) {
        Thread.onSpinWait();
      }
      holder = Hold.OVER;
    }
  }

  /** Interrupts the holder, if there is one; returns whether there was. */
  boolean interrupt() {
    if (holder instanceof Thread thread
        && HOLDER.compareAndSet(this, thread, new Interrupt(thread, false))) {
      thread.interrupt();
      holder = new Interrupt(thread, true);
      return true;
    }
    return false;
  }

  /** Whether the current thread holds the body and was interrupted for it. */
  boolean isInterruptedHere() {
    return holder instanceof Interrupt interrupt && interrupt.of.equals(Thread.currentThread());
  }

  /** Sets what will {@link #wake} this. */
  void wakenBy(Lanes.Alarm set) {
    alarm = set;
  }

  /** Ends the pause between two attempts; returns whether there was one. */
  boolean wake() {
    return HOLDER.compareAndSet(this, Hold.ASLEEP, Hold.READY);
  }

  /** Gives up a body that nobody holds, and what would wake this; returns whether nobody did. */
  boolean giveUp() {
    Lanes.Alarm set = alarm;
    if (set != null) {
      set.cancel();
    }
    return HOLDER.compareAndSet(this, Hold.READY, Hold.OVER)
        || HOLDER.compareAndSet(this, Hold.ASLEEP, Hold.OVER);
  }
}
