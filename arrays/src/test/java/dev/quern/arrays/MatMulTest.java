package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.array;
import static dev.quern.arrays.NDArrays.eye;
import static dev.quern.arrays.NDArrays.zeros;
import static dev.quern.arrays.Workers.doubles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Workers.class)
class MatMulTest {

  @RepeatedTest(20)
  void productsOfAnyChunks(RepetitionInfo repetition) {
    long seed = 60L + repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    Naive a = Naive.random(random, random.nextLong(1, 30), random.nextLong(1, 40));
    Naive b = Naive.random(random, a.shape()[1], random.nextLong(1, 45));
    Naive expected =
        Naive.generate(
            p -> {
              double sum = 0;
              for (long k = 0; k < a.shape()[1]; k++) {
                sum += a.at(p[0], k) * b.at(k, p[1]);
              }
              return sum;
            },
            a.shape()[0],
            b.shape()[1]);
    // Halves and small products: every sum is exact.
    assertThat(doubles(a.lazy(random).matmul(b.lazy(random))))
        .as("seed %d", seed)
        .isEqualTo(expected.values());
  }

  @Test
  void innerAxesOfMoreChunksThanATaskReads() {
    NDArray a = arange(200).reshape(2, 100).chunk(2, 5);
    NDArray b = arange(300).reshape(100, 3).chunk(7, 2);
    double[] product = doubles(a.matmul(b));
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        double sum = 0;
        for (int k = 0; k < 100; k++) {
          sum += (i * 100 + k) * (k * 3.0 + j);
        }
        assertThat(product[i * 3 + j]).isEqualTo(sum);
      }
    }
  }

  @Test
  void vectorsAreRowsAndColumns() {
    NDArray m = arange(6).reshape(2, 3);
    NDArray v = array(1, 10, 100);
    assertThat(doubles(m.matmul(v))).containsExactly(210, 543);
    assertThat(doubles(array(1, 10).matmul(m))).containsExactly(30, 41, 52);
    assertThat(doubles(v.dot(v))).containsExactly(10_101);
    assertThat(doubles(v.matmul(v))).containsExactly(10_101);
    assertThat(doubles(m.T().dot(m).matmul(eye(3))))
        .containsExactly(9, 12, 15, 12, 17, 22, 15, 22, 29);
    assertThat(doubles(zeros(2, 0).matmul(zeros(0, 2)))).containsExactly(0, 0, 0, 0);
  }

  @Test
  void shapesThatDoNotMultiplyAreErrors() {
    NDArray m = zeros(2, 3);
    assertThatThrownBy(() -> m.matmul(zeros(2, 3)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("shapes (2, 3) and (2, 3)")
        .hasMessageContaining("MatMulTest.java");
    assertThatThrownBy(() -> zeros(3).dot(zeros(4))).hasMessageContaining("equally long");
  }
}
