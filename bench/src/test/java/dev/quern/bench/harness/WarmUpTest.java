package dev.quern.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final long MILLI = 1_000_000;

  @Test
  void goesOnForAsLongAsRunsBecomeFaster() {
    // The least second is over after ten runs; from the 21st on a run is not faster than another.
    assertThat(runs(1, run -> Math.max(200 - 5 * run, 100) * MILLI)).isBetween(25, 31);
  }

  @Test
  void endsWithTheLeastSecondsWhereNothingIsToBeGained() {
    assertThat(runs(1, _ -> 50 * MILLI)).isEqualTo(20);
  }

  @Test
  void looksAtTenRunsAtLeast() {
    assertThat(runs(1, _ -> 500 * MILLI)).isEqualTo(10);
  }

  @Test
  void givesUpAfterTenTimesTheLeastSeconds() {
    assertThat(runs(1, run -> 4000 * MILLI - run)).isEqualTo(3);
  }

  @Test
  void endsThoughTheClockStandsStill() {
    assertThat(runs(1, _ -> 0)).isEqualTo(1000);
  }

  @Test
  void isNotAskedForWithZeroSeconds() {
    assertThat(runs(0, _ -> MILLI)).isZero();
  }

  private static int runs(double seconds, IntToLongFunction nanos) {
    WarmUp warmUp = new WarmUp(seconds);
    int runs = 0;
    while (!warmUp.isWarm()) {
      warmUp.add(nanos.applyAsLong(runs++));
    }
    return runs;
  }
}
