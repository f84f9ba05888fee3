package dev.quern.scheduler.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BundleSizeTest {
  private final BundleSize size = new BundleSize();

  @Test
  void fewCallsGoToAllCores() {
    size.took(1);
    assertThat(size.of(1, 8)).isEqualTo(1);
    assertThat(size.of(8, 8)).isEqualTo(1);
    assertThat(size.of(24, 8)).isEqualTo(3);
  }

  @Test
  void manyShortCallsGoTogether() {
    assertThat(size.of(1000, 8)).as("nothing is known").isEqualTo(16);
    size.took(TimeUnit.MICROSECONDS.toNanos(50));
    assertThat(size.of(1000, 8)).isEqualTo(64);
  }

  @Test
  void longCallsGoApart() {
    size.took(TimeUnit.SECONDS.toNanos(10));
    assertThat(size.of(64, 8)).isEqualTo(1);
    assertThat(size.of(1000, 8)).as("a job has not a task for each call").isEqualTo(16);
  }

  @Test
  void callsThatBecomeShorterGoTogetherAgain() {
    size.took(TimeUnit.SECONDS.toNanos(1));
    for (int i = 0; i < 40; i++) {
      size.took(TimeUnit.MICROSECONDS.toNanos(50));
    }
    assertThat(size.of(1000, 8)).isEqualTo(64);
  }
}
