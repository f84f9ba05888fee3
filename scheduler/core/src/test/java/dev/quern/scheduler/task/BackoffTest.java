package dev.quern.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void backoffsGrowToTheirLimitLessAPart() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 0.5);
    for (int repetition = 0; repetition < 600; repetition++) {
      double grown = Math.min(1e9, 1e8 * Math.pow(2, Math.min(repetition, 30)));
      assertThat((double) backoff.nanos(repetition, 42)).isBetween(grown / 2, grown);
    }
    assertThat(backoff.nanos(3, 42)).isEqualTo(backoff.nanos(3, 42));
    assertThat(backoff.nanos(3, 42)).isNotEqualTo(backoff.nanos(3, 43));
  }
}
