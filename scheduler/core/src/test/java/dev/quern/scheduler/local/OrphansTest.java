package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Interleavings;
import dev.quern.scheduler.store.Countdowns;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

class OrphansTest {

  @Test
  void theNewestIsTakenFirst() {
    Orphans orphans = new Orphans(new Countdowns(new int[3]));
    assertThat(orphans.take()).isEqualTo(Orphans.NONE);

    orphans.push(2);
    orphans.push(0);
    assertThat(orphans.take()).isZero();
    orphans.push(1);
    assertThat(orphans.take()).isEqualTo(1);
    assertThat(orphans.take()).isEqualTo(2);
    assertThat(orphans.take()).isEqualTo(Orphans.NONE);
  }

  /** Three tasks are each pushed once, as a run does, while others take. */
  public static class ThreeTasks {
    private final Orphans orphans = new Orphans(new Countdowns(new int[3]));

    /** Pushes the first. */
    @Operation(runOnce = true)
    public void pushFirst() {
      orphans.push(0);
    }

    /** Pushes the second. */
    @Operation(runOnce = true)
    public void pushSecond() {
      orphans.push(1);
    }

    /** Pushes the third. */
    @Operation(runOnce = true)
    public void pushThird() {
      orphans.push(2);
    }

    /** Takes the newest. */
    @Operation
    public int take() {
      return orphans.take();
    }
  }

  @Test
  void isAStackInEveryInterleaving() {
    Interleavings.played(3, 2).actorsAfter(3).check(ThreeTasks.class);
    Interleavings.stressed(3, 2).actorsAfter(3).check(ThreeTasks.class);
  }
}
