package dev.quern.scheduler.store;

import dev.quern.scheduler.Interleavings;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Nobody who waits for memory is forgotten, however those who have it come and go. */
class LedgerInterleavingsTest {

  /** A gate behind which there is room for one. */
  public static class FullGate {
    private final RootGate gate = new RootGate(() -> true);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger let = new AtomicInteger();

    /** Goes in and out. */
    @Operation
    public void visit() {
      asked.incrementAndGet();
      pass();
    }

    /** Waits for somebody else inside. */
    @Operation
    public void visitAndWait() {
      asked.incrementAndGet();
      if (gate.enter(this::pass)) {
        let.incrementAndGet();
        gate.leave();
        gate.reenter();
        gate.leave();
      }
    }

    private void pass() {
      if (gate.enter(this::pass)) {
        let.incrementAndGet();
        gate.leave();
      }
    }

    /** Whoever asked was let in at some time. */
    @Validate
    public void nobodyIsForgotten() {
      if (gate.waiting() != 0 || let.get() != asked.get()) {
        throw new AssertionError(asked + " asked, " + let + " let in, " + gate.waiting());
      }
    }
  }

  /** Tasks that use memory, and some that run short of it. */
  public static class ShortTasks {
    private final AtomicInteger awaiting = new AtomicInteger();
    private final AtomicInteger begunAnew = new AtomicInteger();
    private final AtomicInteger called = new AtomicInteger();
    private final MemoryTurns turns = new MemoryTurns(called::incrementAndGet);

    /** Uses memory. */
    @Operation
    public void use() {
      turns.begin().end();
    }

    /** Runs short the first time. */
    @Operation(runOnce = true)
    public void runShort() {
      await(1);
    }

    /** Does the same. */
    @Operation(runOnce = true)
    public void runShortToo() {
      await(2);
    }

    private void await(int task) {
      MemoryTurns.Use use = turns.begin();
      boolean again = use.wasInCompany();
      use.end();
      if (again) {
        awaiting.incrementAndGet();
        turns.await(1, task, use, this::anew);
      }
    }

    private void anew(MemoryTurns.Use use) {
      begunAnew.incrementAndGet();
      use.end();
    }

    /** Whoever waited was begun anew once, and the roots were told. */
    @Validate
    public void nobodyIsForgotten() {
      if (turns.isAwaited()
          || begunAnew.get() != awaiting.get()
          || (awaiting.get() > 0 && called.get() == 0)) {
        throw new AssertionError(awaiting + " waited, " + begunAnew + " were begun anew");
      }
    }
  }

  @Test
  void theGateForgetsNobody() {
    Interleavings.played(3, 1).check(FullGate.class);
    Interleavings.stressed(3, 2).check(FullGate.class);
  }

  @Test
  void tasksThatRanShortAreBegunAnew() {
    Interleavings.played(3, 1).check(ShortTasks.class);
    Interleavings.stressed(3, 2).check(ShortTasks.class);
  }
}
