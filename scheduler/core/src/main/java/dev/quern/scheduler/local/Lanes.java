package dev.quern.scheduler.local;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Where strands are carried out: the threads of a pool, or a simulator's single one. A lane is one
 * of them; forked strands belong to the lane that forked them until another steals them.
 */
interface Lanes extends AutoCloseable {

  /** How many lanes there are. */
  int width();

  /**
   * Queues a strand behind those started before it, from any thread.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the lanes were closed
   */
  void start(Strand strand);

  /**
   * Queues a strand as the newest of the current lane. Lanes take their newest, thieves the oldest.
   */
  void fork(Strand strand);

  /**
   * Carries out the newest strand of the current lane.
   *
   * @param only when given, only a strand of this run
   * @return whether there was one
   */
  boolean runForked(@Nullable GraphRun only);

  /** Whether the current thread is one of these lanes. */
  boolean onLane();

  /** The number of the current lane; several threads may share one, other threads have number 0. */
  int currentLane();

  /** Notes which computation the current lane works for; returns the one noted before. */
  @Nullable LocalComputation enter(@Nullable LocalComputation computation);

  /** The computation that the current thread works for, on whatever lanes. */
  @Nullable LocalComputation running();

  /** Waits for {@code latch}; a lane that waits is replaced as long as it does. */
  void await(CountDownLatch latch) throws InterruptedException;

  /** The time, for measuring spans. */
  long nanoTime();

  /** Interrupts whatever runs on the lanes. */
  void interrupt();

  /** Gives the lanes up; nothing must be queued any more. */
  @Override
  void close();
}
