package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.random;
import static dev.quern.arrays.Workers.doubles;
import static dev.quern.arrays.Workers.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.PlanException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Workers.class)
class RandomArraysTest {

  @Test
  void numbersDoNotDependOnChunks() {
    double[] normal = doubles(random(42).normal(31, 17));
    double[] uniform = doubles(random(42).uniform(31, 17));
    for (long[] chunk : new long[][] {{1, 1}, {7, 3}, {31, 2}, {5, 17}}) {
      assertThat(doubles(random(42).normal(31, 17).chunk(chunk))).isEqualTo(normal);
      assertThat(doubles(random(42).uniform(31, 17).chunk(chunk))).isEqualTo(uniform);
    }
    assertThat(doubles(random(42).normal(31 * 17))).isEqualTo(normal);
    assertThat(doubles(random(43).normal(31, 17))).isNotEqualTo(normal);
  }

  @Test
  void drawsOfOneGeneratorDiffer() {
    RandomArrays generator = random(1);
    double[] first = doubles(generator.normal(1000));
    double[] second = doubles(generator.normal(1000));
    double correlation = 0;
    for (int i = 0; i < first.length; i++) {
      correlation += first[i] * second[i] / first.length;
    }
    assertThat(correlation).isCloseTo(0, offset(0.15));
    assertThat(doubles(random(1).normal(1000))).isEqualTo(first);
  }

  @Test
  void normalNumbersHaveTheirMoments() {
    NDArray x = random(7).normal(2, 3, Shape.of(200_000)).chunk(60_000);
    assertThat(x.mean().item()).isCloseTo(2, offset(0.03));
    assertThat(x.std().item()).isCloseTo(3, offset(0.03));
    NDArray z = x.minus(2).divide(3);
    assertThat(z.power(3).mean().item()).isCloseTo(0, offset(0.05));
    assertThat(z.power(4).mean().item()).isCloseTo(3, offset(0.15));
    assertThat(z.lt(-1.959963985).mean().item()).isCloseTo(0.025, offset(0.002));
  }

  @Test
  void uniformNumbersFillTheirRangeEvenly() {
    double[] values = doubles(random(9).uniform(-1, 3, Shape.of(100_000)));
    int[] counts = new int[20];
    for (double value : values) {
      assertThat(value).isBetween(-1.0, Math.nextDown(3.0));
      counts[(int) ((value + 1) * 5)]++;
    }
    // Chi squared of 19 degrees of freedom is above 43.8 once in a thousand seeds.
    assertThat(chiSquared(counts, 5_000)).isLessThan(43.8);
  }

  @Test
  void integersFillTheirRangeEvenly() {
    long[] values = longs(random(9).integers(-3, 7, Shape.of(50_000)));
    int[] counts = new int[10];
    for (long value : values) {
      counts[(int) (value + 3)]++;
    }
    assertThat(chiSquared(counts, 5_000)).isLessThan(27.9);
    long[] wide = longs(random(9).integers(Long.MIN_VALUE, Long.MAX_VALUE, Shape.of(1000)));
    assertThat(Arrays.stream(wide).filter(v -> v < 0).count()).isBetween(420L, 580L);
  }

  private static double chiSquared(int[] counts, double expected) {
    return Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
  }

  @Test
  void emptyRangesAreErrors() {
    assertThatThrownBy(() -> random(1).integers(3, 3, Shape.of(2)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("[3, 3)");
    assertThatThrownBy(() -> random(1).uniform(2, 1, Shape.of(2)))
        .isInstanceOf(PlanException.class);
  }
}
