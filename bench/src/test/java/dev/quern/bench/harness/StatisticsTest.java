package dev.quern.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void theMedianIsInTheMiddle() {
    assertThat(Statistics.median(9, 1, 5)).hasValue(5);
    assertThat(Statistics.median(9, 1, 5, 7)).hasValue(6);
    assertThat(Statistics.median()).isEmpty();
  }

  @Test
  void theGeometricMeanOfAHalfAndATwiceIsOne() {
    assertThat(Statistics.geometricMean(0.5, 2).orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(Statistics.geometricMean(8).orElseThrow()).isCloseTo(8, within(1e-12));
    assertThat(Statistics.geometricMean()).isEmpty();
  }
}
