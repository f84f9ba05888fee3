package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.array;
import static dev.quern.arrays.NDArrays.eye;
import static dev.quern.arrays.NDArrays.full;
import static dev.quern.arrays.NDArrays.linspace;
import static dev.quern.arrays.NDArrays.ones;
import static dev.quern.arrays.NDArrays.zeros;
import static dev.quern.arrays.Workers.doubles;
import static dev.quern.arrays.Workers.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Workers.class)
class DenseArrayTest {

  private static String print(NDArray array) {
    try (DenseArray result = array.compute()) {
      return result.toString();
    }
  }

  @Test
  void printsAsNumpyDoes() {
    assertThat(print(array(1, 20, -3))).isEqualTo("[ 1 20 -3]");
    assertThat(print(array(1, 2.5, -3))).isEqualTo("[ 1.   2.5 -3. ]");
    assertThat(print(array(1.0, 2.0))).isEqualTo("[1. 2.]");
    assertThat(print(array(0.1, Double.NaN, Double.NEGATIVE_INFINITY)))
        .isEqualTo("[ 0.1  nan -inf]");
    assertThat(print(array(1e-5, 123.0))).isEqualTo("[1.00e-05 1.23e+02]");
    assertThat(print(array(true, false))).isEqualTo("[ true false]");
    assertThat(print(array(3.25).get(0))).isEqualTo("3.25");
    assertThat(print(zeros(0, 3))).isEqualTo("[]");
    assertThat(print(arange(6).reshape(2, 3))).isEqualTo("[[0 1 2]\n [3 4 5]]");
    assertThat(print(arange(8).reshape(2, 2, 2)))
        .isEqualTo("[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]]");
    assertThat(print(arange(1001))).isEqualTo("[   0    1    2 ...  998  999 1000]");
    assertThat(print(arange(2000).reshape(1000, 2)))
        .isEqualTo(
            """
            [[   0    1]
             [   2    3]
             [   4    5]
             ...
             [1994 1995]
             [1996 1997]
             [1998 1999]]\
            """);
    assertThat(print(arange(30).multiply(1000)))
        .isEqualTo(
            """
            [    0  1000  2000  3000  4000  5000  6000  7000  8000  9000 10000 11000
             12000 13000 14000 15000 16000 17000 18000 19000 20000 21000 22000 23000
             24000 25000 26000 27000 28000 29000]\
            """);
  }

  @Test
  void singleElements() {
    NDArray lazy = arange(12).reshape(3, 4).chunk(2, 3);
    try (DenseArray x = lazy.compute()) {
      assertThat(x.get(2, 3)).isEqualTo(11);
      assertThat(x.getLong(-1, 0)).isEqualTo(8);
      assertThat(x.getBoolean(0, 0)).isFalse();
      assertThat(x.byteSize()).isEqualTo(96);
      assertThat(x.toDoubleMatrix()[1]).containsExactly(4, 5, 6, 7);
      assertThatThrownBy(() -> x.get(3, 0)).hasMessageContaining("index 3");
      assertThatThrownBy(() -> x.get(0)).hasMessageContaining("1 positions for the 2 axes");
      assertThatThrownBy(x::item).isInstanceOf(PlanException.class).hasMessageContaining("(3, 4)");
    }
    assertThat(lazy.sum().item()).isEqualTo(66);
    assertThat(full(7L, 1, 1).itemLong()).isEqualTo(7);
  }

  @Test
  void closedTwiceIsHarmlessAndUsedAfterwardsIsAnError() {
    DenseArray x = arange(3).compute();
    x.close();
    x.close();
    assertThatThrownBy(() -> x.get(0)).isInstanceOf(MemoryFaultException.class);
    assertThatThrownBy(x::toLongArray).isInstanceOf(MemoryFaultException.class);
  }

  @Test
  void factories() {
    assertThat(doubles(linspace(0, 1, 5))).containsExactly(0, 0.25, 0.5, 0.75, 1);
    assertThat(doubles(linspace(0, 0.3, 4))).endsWith(0.3);
    assertThat(doubles(linspace(2, 5, 1))).containsExactly(2);
    assertThat(doubles(arange(0.0, 1.0, 0.25))).containsExactly(0, 0.25, 0.5, 0.75);
    assertThat(longs(arange(5, 0, -2))).containsExactly(5, 3, 1);
    assertThat(longs(arange(3, 3))).isEmpty();
    assertThat(doubles(eye(2, 3))).containsExactly(1, 0, 0, 0, 1, 0);
    assertThat(doubles(eye(5).chunk(2, 3).sum(1))).containsExactly(1, 1, 1, 1, 1);
    assertThat(doubles(ones(DType.FLOAT32, 2))).containsExactly(1, 1);
    assertThat(doubles(full(2.5, 2, 2))).containsExactly(2.5, 2.5, 2.5, 2.5);
    assertThatThrownBy(() -> NDArrays.of(new double[] {1, 2}, 3))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("2 values for shape (3,)");
    assertThatThrownBy(() -> zeros(-1)).hasMessageContaining("-1");
  }

  @Test
  void valuesAreCopiedWhenTheyAreGiven() {
    double[] values = {1, 2};
    NDArray x = array(values);
    values[0] = 9;
    assertThat(doubles(x)).containsExactly(1, 2);
  }

  @Test
  void aLazyArrayShowsItsPlanAndComputesNothing() {
    NDArray x = NDArrays.random(1).normal(100_000, 1_000);
    NDArray z = x.minus(x.mean(0));
    assertThat(z.toString())
        .startsWith("NDArray[float64 (100000, 1000), chunks (2084, 1000), 762.9 MiB, ")
        .endsWith(" tasks]");
    assertThat(z.explain())
        .contains("(a - b)", "mean over axis 0 of a", "#1 random normal", "see #1")
        .contains("DenseArrayTest.java");
    assertThat(Session.current().memory().used()).isZero();
  }
}
