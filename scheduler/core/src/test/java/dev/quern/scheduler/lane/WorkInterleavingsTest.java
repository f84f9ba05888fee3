package dev.quern.scheduler.lane;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.Interleavings;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lock-free pieces of work in every interleaving of a few threads. */
class WorkInterleavingsTest {

  /** Two children come while their parent stops. */
  public static class StoppingParent {
    private final Node parent = new Node(null);
    private final Node one = new Node(parent);
    private final Node other = new Node(parent);

    /** The parent stops. */
    @Operation(runOnce = true)
    public void stop() {
      boolean _ = parent.cancel("stopped");
    }

    /** A child is made known. */
    @Operation(runOnce = true)
    public void join() {
      one.join();
    }

    /** Another child is made known, and ends. */
    @Operation(runOnce = true)
    public void joinAndLeave() {
      other.join();
      other.leave();
    }

    /** No child goes on that its parent does not know to be cancelled. */
    @Validate
    public void noChildIsMissed() {
      if (parent.isStopped() && one.joined && !one.isStopped()) {
        throw new AssertionError("a child goes on after its parent has stopped");
      }
    }
  }

  /** Work that notes whether it was stopped. */
  private static final class Node extends Work {
    private volatile boolean stopped;
    private volatile boolean joined;

    Node(@Nullable Work parent) {
      super(parent);
    }

    void join() {
      joinParent();
      joined = true;
    }

    void leave() {
      leaveParent();
    }

    @Override
    public boolean isStopped() {
      return stopped;
    }

    @Override
    public boolean cancel(String why) {
      stopped = true;
      cancelChildren();
      return true;
    }

    @Override
    public void abandon(Throwable broken) {
      throw new AssertionError(broken);
    }
  }

  /** Three works that each wait for the next, as a ring. */
  public static class RingOfThree {
    private final Node[] nodes = {new Node(null), new Node(null), new Node(null)};
    private final AtomicInteger waiting = new AtomicInteger();

    /** The first waits for the second. */
    @Operation(runOnce = true)
    public void first() {
      begin(0);
    }

    /** The second waits for the third. */
    @Operation(runOnce = true)
    public void second() {
      begin(1);
    }

    /** The third waits for the first. */
    @Operation(runOnce = true)
    public void third() {
      begin(2);
    }

    private void begin(int number) {
      try {
        Wait _ = Wait.begin(nodes[number], nodes[(number + 1) % 3], () -> false);
        waiting.incrementAndGet();
      } catch (PlanException refused) {
        // which breaks the ring
      }
    }

    /** They do not all wait. */
    @Validate
    public void isBroken() {
      if (waiting.get() == 3) {
        throw new AssertionError("all wait for each other");
      }
    }
  }

  /** A promise that several complete, cancel and look at. */
  public static class OnePromise {
    private final Given promise = new Given();

    /** Completes it. */
    @Operation
    public boolean complete(int value) {
      return promise.completeWith(value);
    }

    /** Cancels it. */
    @Operation
    public boolean cancel() {
      return promise.cancel(true);
    }

    /** How it stands. */
    @Operation
    public Future.State state() {
      return promise.state();
    }

    /** What has come, if anything. */
    @Operation
    public int value() {
      return promise.state() == Future.State.SUCCESS ? promise.resultNow() : -1;
    }
  }

  /** A promise of a number. */
  private static final class Given extends Promise<Integer> {
    Given() {
      super(new SerialLanes());
    }

    boolean completeWith(int value) {
      return complete(value);
    }

    @Override
    protected String describe() {
      return "a number";
    }
  }

  /** Whoever waits for a promise goes on, when it is completed just then. */
  private static void waitWhileCompleting() {
    Given promise = new Given();
    Thread completing = new Thread(() -> promise.completeWith(1));
    completing.start();
    if (promise.join() != 1) {
      throw new AssertionError("another value");
    }
    join(completing);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneDecidesAPromise() {
    Interleavings.played(3, 2).check(OnePromise.class);
    Interleavings.stressed(3, 2).check(OnePromise.class);
  }

  @Test
  void whoWaitsForAPromiseGoesOn() {
    Lincheck.runConcurrentTest(20, WorkInterleavingsTest::waitWhileCompleting);
  }

  @Test
  void noChildIsMissedWhenItsParentStops() {
    Interleavings.played(3, 1).check(StoppingParent.class);
  }

  @Test
  void aRingIsBrokenInEveryInterleaving() {
    // Texts of refusals take seconds when each of their steps is played.
    var texts = forClasses(Wait.class.getName()).methods("describe").ignore();
    Interleavings.played(3, 1)
        .invocationsPerIteration(50)
        .addGuarantee(texts)
        .check(RingOfThree.class);
  }
}
