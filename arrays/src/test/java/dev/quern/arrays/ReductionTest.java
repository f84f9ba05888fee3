package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.array;
import static dev.quern.arrays.NDArrays.axis;
import static dev.quern.arrays.NDArrays.full;
import static dev.quern.arrays.NDArrays.zeros;
import static dev.quern.arrays.Workers.doubles;
import static dev.quern.arrays.Workers.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.arrays.ops.ElementwiseBlock;
import dev.quern.engine.PlanException;
import dev.quern.engine.graph.Task;
import dev.quern.engine.type.DType;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Workers.class)
class ReductionTest {
  private static final double NAN = Double.NaN;

  private record Case(
      String name, BiFunction<NDArray, Axes, NDArray> lazy, ToDoubleFunction<double[]> naive) {}

  private static final Case[] CASES = {
    new Case("sum", NDArray::sum, g -> Arrays.stream(g).sum()),
    new Case("mean", NDArray::mean, ReductionTest::mean),
    new Case("min", NDArray::min, g -> Arrays.stream(g).min().orElseThrow()),
    new Case("max", NDArray::max, g -> Arrays.stream(g).max().orElseThrow()),
    new Case("var", NDArray::var, g -> variance(0, g)),
    new Case("std", NDArray::std, g -> Math.sqrt(variance(0, g))),
    new Case("var1", (x, a) -> x.var(a.ddof(1)), g -> variance(1, g)),
    new Case("any", NDArray::any, g -> Arrays.stream(g).anyMatch(v -> v != 0) ? 1 : 0),
    new Case("all", NDArray::all, g -> Arrays.stream(g).allMatch(v -> v != 0) ? 1 : 0),
    new Case("count", NDArray::count, g -> Arrays.stream(g).filter(v -> v != 0).count()),
  };

  private static double mean(double... group) {
    return Arrays.stream(group).sum() / group.length;
  }

  private static double variance(int ddof, double... group) {
    double mean = mean(group);
    double sum = Arrays.stream(group).map(v -> (v - mean) * (v - mean)).sum();
    return group.length > ddof ? sum / (group.length - ddof) : NAN;
  }

  @RepeatedTest(40)
  void anyAxesOfAnyChunks(RepetitionInfo repetition) {
    long seed = 500L + repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    Naive x = Naive.random(random, Naive.randomShape(random, 4));
    int[] axes = IntStream.range(0, x.rank()).filter(_ -> random.nextBoolean()).toArray();
    boolean[] reduced = new boolean[x.rank()];
    Arrays.fill(reduced, axes.length == 0);
    for (int axis : axes) {
      reduced[axis] = true;
    }
    double[][] groups = x.groups(reduced);
    boolean keep = random.nextBoolean();
    Axes over = keep ? axis(axes).keepDims() : axis(axes);
    for (Case function : CASES) {
      NDArray result = function.lazy.apply(x.lazy(random), over);
      assertThat(result.shape().lengths()).isEqualTo(shape(x, reduced, keep));
      double[] expected = Arrays.stream(groups).mapToDouble(function.naive).toArray();
      assertClose(
          doubles(result),
          expected,
          "%s over %s of %s, seed %d"
              .formatted(function.name, over, Arrays.toString(x.shape()), seed));
    }
  }

  private static long[] shape(Naive x, boolean[] reduced, boolean keep) {
    return IntStream.range(0, x.rank())
        .filter(axis -> keep || !reduced[axis])
        .mapToLong(axis -> reduced[axis] ? 1 : x.shape()[axis])
        .toArray();
  }

  private static void assertClose(double[] actual, double[] expected, String context) {
    assertThat(actual).as(context).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      if (Double.isNaN(expected[i])) {
        assertThat(actual[i]).as(context + ", cell %d", i).isNaN();
      } else {
        double tolerance = 1e-12 * Math.max(1, Math.abs(expected[i]));
        assertThat(Math.abs(actual[i] - expected[i]))
            .as(context + ", cell %d: %s and %s", i, actual[i], expected[i])
            .isLessThanOrEqualTo(tolerance);
      }
    }
  }

  @RepeatedTest(10)
  void positionsAreOfTheFirstOfEquals(RepetitionInfo repetition) {
    long seed = 900L + repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    Naive x = Naive.generate(_ -> random.nextInt(5) == 0 ? NAN : random.nextInt(-3, 3), 5, 7, 4);
    Naive whole = x.map(v -> Double.isNaN(v) ? 9 : v);
    for (int axis = 0; axis < 3; axis++) {
      boolean[] reduced = new boolean[3];
      reduced[axis] = true;
      assertThat(longs(x.lazy(random).argmin(axis)))
          .as("argmin over %d, seed %d", axis, seed)
          .isEqualTo(positions(x, -1, reduced));
      assertThat(longs(x.lazy(random).argmax(axis)))
          .as("argmax over %d, seed %d", axis, seed)
          .isEqualTo(positions(x, 1, reduced));
      assertThat(longs(whole.lazy(random).cast(DType.INT32).argmax(axis)))
          .as("argmax of integers over %d, seed %d", axis, seed)
          .isEqualTo(positions(whole, 1, reduced));
    }
    assertThat(longs(x.lazy(random).argmax())).isEqualTo(positions(x, 1, true, true, true));
    assertThat(longs(whole.lazy(random).argmin()))
        .isEqualTo(positions(whole, -1, true, true, true));
  }

  private static long[] positions(Naive x, int sign, boolean... reduced) {
    return Arrays.stream(x.groups(reduced))
        .mapToLong(
            group -> {
              int best = 0;
              for (int i = 1; i < group.length; i++) {
                boolean better = sign * group[i] > sign * group[best];
                boolean firstNaN = Double.isNaN(group[i]) && !Double.isNaN(group[best]);
                if (better || firstNaN) {
                  best = i;
                }
              }
              return best;
            })
        .toArray();
  }

  @Test
  void manyTilesAndManyBlocks() {
    int n = 100_003;
    NDArray x = arange(n).chunk(9_000);
    assertThat(longs(x.sum())).containsExactly((long) n * (n - 1) / 2);
    assertThat(longs(x.max())).containsExactly(n - 1);
    assertThat(longs(x.negate().min())).containsExactly(1 - n);
    assertThat(longs(x.mod(10).eq(3).count())).containsExactly(10_000);
    assertThat(longs(x.minus(70_000).abs().argmin())).containsExactly(70_000);
    double mean = (n - 1) / 2.0;
    double variance = ((double) n * n - 1) / 12;
    assertClose(doubles(x.mean()), new double[] {mean}, "mean");
    assertClose(doubles(x.var()), new double[] {variance}, "var");
  }

  @Test
  void longRowsOfBothKinds() {
    int rows = 37;
    int columns = 9_500;
    NDArray x = arange(0.0, rows * columns, 1.0).reshape(rows, columns).chunk(10, 9_000);
    double[] sums = doubles(x.sum(0));
    double[] means = doubles(x.mean(1));
    double[] deviations = doubles(x.std(0));
    double[] greatest = doubles(x.max(0));
    double[] least = doubles(x.min(0));
    for (int column = 0; column < columns; column++) {
      assertThat(sums[column]).isEqualTo(rows * (double) column + columns * 666.0);
      assertThat(greatest[column]).isEqualTo(36.0 * columns + column);
      assertThat(least[column]).isEqualTo(column);
      assertThat(deviations[column])
          .isCloseTo(columns * Math.sqrt((37 * 37 - 1) / 12.0), within(1e-7));
    }
    for (int row = 0; row < rows; row++) {
      assertThat(means[row]).isEqualTo(row * (double) columns + (columns - 1) / 2.0);
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void shortRowsOfManyTiles() {
    SplittableRandom random = new SplittableRandom(77);
    for (long[] shape : new long[][] {{9_001, 3}, {1_700, 1, 5}, {40, 30, 7}, {700, 255}}) {
      Naive x = Naive.random(random, shape);
      boolean[] reduced = new boolean[shape.length];
      reduced[0] = true;
      double[][] groups = x.groups(reduced);
      NDArray lazy = NDArrays.of(x.values(), shape);
      for (Case function : CASES) {
        double[] expected = Arrays.stream(groups).mapToDouble(function.naive).toArray();
        assertClose(
            doubles(function.lazy.apply(lazy, axis(0))),
            expected,
            function.name + " of " + Arrays.toString(shape));
      }
      double[] products = doubles(lazy.sign().prod(0));
      for (int i = 0; i < products.length; i++) {
        double product = Arrays.stream(groups[i]).map(Math::signum).reduce(1, (a, b) -> a * b);
        assertThat(products[i]).isEqualTo(product);
      }
    }
  }

  @Test
  void nanPropagates() {
    NDArray x = array(new double[] {1, NAN, 3}, new double[] {4, 5, 6}).chunk(1, 2);
    assertThat(doubles(x.min(0))).containsExactly(1, NAN, 3);
    assertThat(doubles(x.max(1))).containsExactly(NAN, 6);
    assertThat(doubles(x.sum())).containsExactly(NAN);
    assertThat(doubles(x.min())).containsExactly(NAN);
    assertThat(longs(x.argmax())).containsExactly(1);
    assertThat(longs(x.count())).containsExactly(6);
  }

  @Test
  void noElements() {
    NDArray empty = zeros(0, 3);
    assertThat(doubles(empty.sum(0))).containsExactly(0, 0, 0);
    assertThat(doubles(empty.prod(0))).containsExactly(1, 1, 1);
    assertThat(doubles(empty.mean(0))).containsExactly(NAN, NAN, NAN);
    assertThat(doubles(empty.any())).containsExactly(0);
    assertThat(doubles(empty.all())).containsExactly(1);
    assertThat(doubles(empty.sum(1))).isEmpty();
    assertThat(doubles(empty.max(1))).isEmpty();
    assertThatThrownBy(() -> empty.max(0))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("max of no elements")
        .hasMessageContaining("(0, 3)")
        .hasMessageContaining("ReductionTest.java");
  }

  @Test
  void typesOfResults() {
    NDArray small = array(100, 100, -3).cast(DType.INT8);
    assertThat(small.sum().dtype()).isEqualTo(DType.INT64);
    assertThat(longs(small.sum())).containsExactly(197);
    assertThat(longs(small.prod())).containsExactly(-30_000);
    assertThat(small.max().dtype()).isEqualTo(DType.INT8);
    assertThat(longs(small.min())).containsExactly(-3);
    assertThat(small.mean().dtype()).isEqualTo(DType.FLOAT64);
    assertThat(small.cast(DType.FLOAT32).mean().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(longs(array(true, true, false).sum())).containsExactly(2);
    assertThat(array(true, false).max().dtype()).isEqualTo(DType.BOOL);
    assertThat(longs(array(true, false).max())).containsExactly(1);
  }

  @Test
  void integerSumsThatLeaveInt64AreErrors() {
    NDArray x = full(Long.MAX_VALUE, 3);
    assertThatThrownBy(() -> x.sum().compute()).hasMessageContaining("sum leaves int64");
    assertThatThrownBy(() -> x.prod().compute()).hasMessageContaining("product leaves int64");
    NDArray wide = full(Long.MAX_VALUE, 2, 20);
    assertThatThrownBy(() -> wide.sum(0).compute()).hasMessageContaining("sum leaves int64");
  }

  @Test
  void axesThatDoNotExistAreErrors() {
    NDArray x = zeros(2, 3);
    assertThatThrownBy(() -> x.sum(2))
        .hasMessageContaining("axis 2")
        .hasMessageContaining("(2, 3)");
    assertThatThrownBy(() -> x.sum(1, -1)).hasMessageContaining("twice");
    assertThatThrownBy(() -> x.argmin(0, 1)).hasMessageContaining("one axis");
    assertThat(x.sum(-1).shape().lengths()).containsExactly(2);
  }

  @Test
  void aReducedExpressionIsNeverWrittenOut() {
    NDArray a = arange(0.0, 20_000, 1.0).chunk(6_000);
    NDArray b = a.multiply(2).plus(1);
    NDArray total = a.multiply(b).plus(3).sum();
    assertThat(total.lazyChunks().graph().tasks().stream().map(Task::operator))
        .noneMatch(ElementwiseBlock.class::isInstance);
    double expected = 0;
    for (int i = 0; i < 20_000; i++) {
      expected += i * (2.0 * i + 1) + 3;
    }
    assertThat(doubles(total)[0]).isEqualTo(expected);
  }

  @Test
  void standardisedColumnsHaveMeanZeroAndDeviationOne() {
    NDArray x = NDArrays.random(3).normal(2_000, 17).multiply(5).plus(3).chunk(700, 6);
    NDArray z = x.minus(x.mean(0)).divide(x.std(0));
    for (double mean : doubles(z.mean(0))) {
      assertThat(mean).isCloseTo(0, within(1e-13));
    }
    for (double deviation : doubles(z.std(0))) {
      assertThat(deviation).isCloseTo(1, within(1e-13));
    }
  }
}
