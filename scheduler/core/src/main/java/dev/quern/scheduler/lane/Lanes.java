package dev.quern.scheduler.lane;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where strands are carried out: the threads of a pool, or a simulator's single one. A lane is one
 * of them; forked strands belong to the lane that forked them until another steals them.
 *
 * <p>Everything that runs on lanes takes the time from here and waits here, never by itself: then
 * the simulator decides what happens when.
 */
public interface Lanes extends AutoCloseable {

  /** The work that the current thread does, on whatever lanes. */
  static @Nullable Work current() {
    return Current.work();
  }

  /** The lanes that the current thread is one of, if any. */
  static @Nullable Lanes ofCurrentThread() {
    return Current.lanes();
  }

  /** How many lanes there are. */
  int width();

  /**
   * Queues a strand behind those of its priority started before it, from any thread.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the lanes were closed
   */
  void start(Strand strand);

  /**
   * Queues a strand as the newest of the current lane. Lanes take their newest, thieves the oldest.
   */
  void fork(Strand strand);

  /**
   * Carries out {@code strand} beside the lanes, on a thread of its own: for work that waits for
   * the outside world.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the lanes were closed
   */
  void startAside(Strand strand);

  /** Whether {@link #runForked} may find a strand. Cheap. */
  default boolean hasForked() {
    return true;
  }

  /**
   * Carries out the newest strand of the current lane.
   *
   * @param only when given, only a strand of this work
   * @return whether there was one
   */
  boolean runForked(@Nullable Work only);

  /** Whether started strands of work more urgent than {@code than} wait for a lane. Cheap. */
  default boolean hasMoreUrgent(Work than) {
    return false;
  }

  /**
   * Carries out started strands of work more urgent than {@code than}, before anything that the
   * current lane has forked. Does nothing on lanes without priorities.
   */
  default void carryOutMoreUrgent(Work than) {}

  /**
   * For how long the current lane was seen to wait for something other than {@link #await}, since
   * this was last asked.
   */
  default long nanosBlocked() {
    return 0;
  }

  /** Whether the current thread is one of these lanes. */
  boolean onLane();

  /** The number of the current lane; several threads may share one, other threads have number 0. */
  int currentLane();

  /** Notes which work the current thread does; returns what was noted before. */
  default @Nullable Work enter(@Nullable Work work) {
    return Current.enter(this, work);
  }

  /** Notes which strand the current thread carries out; returns which it did before. */
  default @Nullable Strand carry(@Nullable Strand strand) {
    return Current.carry(strand);
  }

  /** The strand that the current thread carries out, the innermost of several, if it is known. */
  default @Nullable Strand carrying() {
    return Current.carrying();
  }

  /** The work that the current thread does, on whatever lanes. */
  default @Nullable Work running() {
    return current();
  }

  /**
   * Applies the operator of a task of a graph. Here a simulator lets time pass, has other lanes go
   * on, and plants faults.
   */
  default Chunk apply(Operator operator, TaskContext context, List<Chunk> inputs) {
    return operator.apply(context, inputs);
  }

  /**
   * Called when the current thread has applied an operator of a graph that {@code around} has asked
   * for: an interrupt flag that the operator has left is cleared.
   */
  default void applied(@Nullable Work around) {
    Work.clearInterrupt(around);
  }

  /**
   * Passed by whatever carries out something that users wrote and that is no graph's task, before
   * it and inside of what catches its failures. Here a simulator does as it does for tasks.
   *
   * @param subject what is about to be done; its text goes into reports
   */
  default void step(Object subject) {}

  /** Waits for {@code latch}; a lane that waits is replaced as long as it does. */
  void await(CountDownLatch latch) throws InterruptedException;

  /**
   * Waits for {@code latch}, but no longer than {@code nanos}; returns whether it was counted down.
   */
  boolean await(CountDownLatch latch, long nanos) throws InterruptedException;

  /**
   * Looks for a moment whether something has come, before the caller gives its lane up or waits:
   * for what comes sooner than a thread sleeps and is woken. As long as {@code patience} says and
   * no longer than {@code most} nanoseconds; on a lane, only while nothing else waits for one.
   * Lanes that are not threads of their own do not look.
   *
   * @return whether it has come; false says nothing
   */
  default boolean linger(BooleanSupplier come, Patience patience, long most) {
    return false;
  }

  /** The time, for measuring spans. */
  long nanoTime();

  /**
   * Has {@code action} done after {@code nanos}: something short that does not wait, such as
   * starting a strand or cancelling.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the lanes were closed
   */
  Alarm after(long nanos, Runnable action);

  /** Something to be done later. */
  @FunctionalInterface
  interface Alarm {
    /** Gives up on it, unless it is being done already. */
    void cancel();
  }

  /**
   * Has {@code watch} told what the threads of these lanes do, or nobody. Lanes that are no threads
   * of their own, such as a simulator's, tell nothing.
   */
  default void watch(@Nullable LaneWatch watch) {}

  /** Interrupts whatever runs on the lanes. */
  void interrupt();

  /**
   * Waits up to {@code seconds} until nothing is carried out any more, after {@link #close};
   * returns whether that is so.
   */
  default boolean awaitEnd(long seconds) throws InterruptedException {
    return true;
  }

  /** Gives the lanes up; nothing must be queued any more. */
  @Override
  void close();
}
