package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.array;
import static dev.quern.arrays.NDArrays.full;
import static dev.quern.arrays.NDArrays.scalar;
import static dev.quern.arrays.NDArrays.where;
import static dev.quern.arrays.Workers.doubles;
import static dev.quern.arrays.Workers.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.type.DType;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Workers.class)
class ElementwiseTest {
  private static final double NAN = Double.NaN;

  private record Case(BinaryOperator<NDArray> lazy, DoubleBinaryOperator naive) {}

  private static final Map<String, Case> BINARY =
      Map.of(
          "plus", new Case(NDArray::plus, Double::sum),
          "minus", new Case(NDArray::minus, (a, b) -> a - b),
          "multiply", new Case(NDArray::multiply, (a, b) -> a * b),
          "divide", new Case(NDArray::divide, (a, b) -> a / b),
          "maximum", new Case(NDArray::maximum, Math::max),
          "minimum", new Case(NDArray::minimum, Math::min),
          "lt", new Case(NDArray::lt, (a, b) -> a < b ? 1 : 0),
          "ge", new Case(NDArray::ge, (a, b) -> a >= b ? 1 : 0),
          "eq", new Case(NDArray::eq, (a, b) -> a == b ? 1 : 0),
          "mod", new Case(NDArray::mod, ElementwiseTest::floorMod));

  private static double floorMod(double a, double b) {
    double rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
  }

  @RepeatedTest(40)
  void operatorsBroadcastOverAnyChunks(RepetitionInfo repetition) {
    long seed = 100L + repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    long[] shape = Naive.randomShape(random, 4);
    Naive a = Naive.random(random, thinned(random, shape));
    Naive b = Naive.random(random, thinned(random, shape));
    BINARY.forEach(
        (name, op) -> {
          NDArray result = op.lazy.apply(a.lazy(random), b.lazy(random));
          Naive expected = a.join(b, op.naive);
          assertThat(result.shape().lengths()).isEqualTo(expected.shape());
          assertThat(doubles(result))
              .as("%s of %s and %s, seed %d", name, a.shape(), b.shape(), seed)
              .isEqualTo(expected.values());
        });
  }

  /* The last axes of a shape, some of them of length 1. */
  private static long[] thinned(SplittableRandom random, long... shape) {
    int from = shape.length == 0 ? 0 : random.nextInt(Math.min(2, shape.length));
    long[] part = Arrays.copyOfRange(shape, from, shape.length);
    Arrays.setAll(part, i -> random.nextInt(4) == 0 ? 1 : part[i]);
    return part;
  }

  @Test
  void chainsOverManyTilesAreExact() {
    int n = 50_001;
    NDArray x = arange(0.0, n, 1.0).chunk(20_000);
    NDArray y = x.multiply(0.5).plus(x).minus(3).divide(7).maximum(x.multiply(0.1));
    double[] values = doubles(y);
    for (int i = 0; i < n; i++) {
      double expected = Math.max((i * 0.5 + i - 3) / 7, i * 0.1);
      assertThat(values[i]).as("element %d", i).isEqualTo(expected);
    }
  }

  @Test
  void broadcastRowsAndColumnsOfManyTiles() {
    int rows = 3_000;
    int columns = 11;
    NDArray row = arange(columns).chunk(4);
    NDArray column = arange(rows).reshape(rows, 1).chunk(1_700, 1);
    long[] values = longs(column.multiply(100).plus(row));
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).as("element %d", i).isEqualTo(i / columns * 100L + i % columns);
    }
  }

  @Test
  void shortRowsAreRepeatedOverManyTiles() {
    int rows = 9_000;
    NDArray x = arange(rows * 3L).reshape(rows, 3).chunk(7_000, 3);
    long[] values = longs(x.minus(array(1, 20, 300)));
    NDArray odd = x.mod(2).eq(1);
    long[] flags = longs(odd.xor(array(true, false, true)).cast(DType.INT8));
    for (int i = 0; i < values.length; i++) {
      long row = new long[] {1, 20, 300}[i % 3];
      assertThat(values[i]).as("element %d", i).isEqualTo(i - row);
      assertThat(flags[i]).as("element %d", i).isEqualTo((i % 2 == 1) != (i % 3 != 1) ? 1 : 0);
    }
  }

  @Test
  void functionsAreWithinTwoUlpOfStrictMath() {
    Map<String, Map.Entry<UnaryOperator<NDArray>, DoubleUnaryOperator>> functions =
        Map.of(
            "sqrt", Map.entry(NDArray::sqrt, Math::sqrt),
            "exp", Map.entry(NDArray::exp, StrictMath::exp),
            "log", Map.entry(NDArray::log, StrictMath::log),
            "sin", Map.entry(NDArray::sin, StrictMath::sin),
            "cos", Map.entry(NDArray::cos, StrictMath::cos),
            "tan", Map.entry(NDArray::tan, StrictMath::tan),
            "tanh", Map.entry(NDArray::tanh, StrictMath::tanh),
            "floor", Map.entry(NDArray::floor, Math::floor),
            "ceil", Map.entry(NDArray::ceil, Math::ceil),
            "round", Map.entry(NDArray::round, Math::rint));
    SplittableRandom random = new SplittableRandom(7);
    double[] in = random.doubles(9_001, -20, 20).toArray();
    functions.forEach(
        (name, function) -> {
          double[] out = doubles(function.getKey().apply(NDArrays.of(in, in.length).chunk(5_000)));
          for (int i = 0; i < in.length; i++) {
            double expected = function.getValue().applyAsDouble(in[i]);
            if (Double.isNaN(expected)) {
              assertThat(out[i]).as("%s(%s)", name, in[i]).isNaN();
            } else {
              assertThat(Math.abs(out[i] - expected))
                  .as("%s(%s)", name, in[i])
                  .isLessThanOrEqualTo(2 * Math.ulp(expected));
            }
          }
        });
  }

  @Test
  void comparisonsFollowIeee754() {
    double[] left = {1, 1, 2, NAN, 1, NAN, Double.POSITIVE_INFINITY, NAN, 0.0};
    double[] right = {1, 2, 1, 1, NAN, NAN, NAN, Double.NEGATIVE_INFINITY, -0.0};
    NDArray a = array(left);
    NDArray b = array(right);
    assertThat(truth(a.eq(b))).isEqualTo(expected(left, right, (x, y) -> x == y));
    assertThat(truth(a.ne(b))).isEqualTo(expected(left, right, (x, y) -> x != y));
    assertThat(truth(a.lt(b))).isEqualTo(expected(left, right, (x, y) -> x < y));
    assertThat(truth(a.le(b))).isEqualTo(expected(left, right, (x, y) -> x <= y));
    assertThat(truth(a.gt(b))).isEqualTo(expected(left, right, (x, y) -> x > y));
    assertThat(truth(a.ge(b))).isEqualTo(expected(left, right, (x, y) -> x >= y));
    for (double number : new double[] {1, NAN, Double.NEGATIVE_INFINITY}) {
      double[] all = new double[left.length];
      Arrays.fill(all, number);
      assertThat(truth(a.eq(number))).isEqualTo(expected(left, all, (x, y) -> x == y));
      assertThat(truth(a.ne(number))).isEqualTo(expected(left, all, (x, y) -> x != y));
      assertThat(truth(a.lt(number))).isEqualTo(expected(left, all, (x, y) -> x < y));
      assertThat(truth(a.le(number))).isEqualTo(expected(left, all, (x, y) -> x <= y));
      assertThat(truth(a.gt(number))).isEqualTo(expected(left, all, (x, y) -> x > y));
      assertThat(truth(a.ge(number))).isEqualTo(expected(left, all, (x, y) -> x >= y));
      assertThat(truth(scalar(number).lt(a))).isEqualTo(expected(all, left, (x, y) -> x < y));
      assertThat(truth(scalar(number).ge(a))).isEqualTo(expected(all, left, (x, y) -> x >= y));
    }
    assertThat(truth(a.isNaN())).isEqualTo(expected(left, right, (x, _) -> Double.isNaN(x)));
  }

  @FunctionalInterface
  private interface Test2 {
    boolean test(double a, double b);
  }

  private static boolean[] expected(double[] left, double[] right, Test2 test) {
    boolean[] result = new boolean[left.length];
    for (int i = 0; i < left.length; i++) {
      result[i] = test.test(left[i], right[i]);
    }
    return result;
  }

  private static boolean[] truth(NDArray array) {
    assertThat(array.dtype()).isEqualTo(DType.BOOL);
    try (DenseArray result = array.compute()) {
      return result.toBooleanArray();
    }
  }

  @Test
  void extremesPropagateNaN() {
    NDArray a = array(1, NAN, 3, NAN, -1.5);
    NDArray b = array(2, 2, NAN, NAN, -2);
    assertThat(doubles(a.minimum(b))).containsExactly(1, NAN, NAN, NAN, -2);
    assertThat(doubles(a.maximum(b))).containsExactly(2, NAN, NAN, NAN, -1.5);
    assertThat(doubles(a.clip(0.0, 2.0))).containsExactly(1, NAN, 2, NAN, 0);
  }

  @Test
  void truthValuesConnectAndChoose() {
    NDArray p = array(true, true, false, false);
    NDArray q = array(true, false, true, false);
    assertThat(truth(p.and(q))).containsExactly(true, false, false, false);
    assertThat(truth(p.or(q))).containsExactly(true, true, true, false);
    assertThat(truth(p.xor(q))).containsExactly(false, true, true, false);
    assertThat(truth(p.ne(q))).containsExactly(false, true, true, false);
    assertThat(truth(p.eq(q))).containsExactly(true, false, false, true);
    assertThat(truth(p.lt(q))).containsExactly(false, false, true, false);
    assertThat(truth(p.not())).containsExactly(false, false, true, true);
    assertThat(longs(where(p, array(1, 2, 3, 4), array(10, 20, 30, 40))))
        .containsExactly(1, 2, 30, 40);
    assertThat(doubles(where(p, 1.5, array(10, 20, 30, 40)))).containsExactly(1.5, 1.5, 30, 40);
    assertThat(truth(where(p, q, p.not()))).containsExactly(true, false, true, true);
    assertThat(longs(p.plus(q))).containsExactly(2, 1, 1, 0);
  }

  @Test
  void truthValuesOfManyTilesBroadcast() {
    int n = 20_000;
    NDArray x = arange(n).chunk(9_000);
    NDArray even = x.mod(2).eq(0);
    NDArray pair = array(true, false).reshape(2, 1);
    long[] counts = longs(even.and(pair).count(1));
    assertThat(counts).containsExactly(n / 2, 0);
    assertThat(longs(even.count())).containsExactly(n / 2);
  }

  @Test
  void integersKeepTheirTypeAndDivideAsFloats() {
    NDArray small = array(7, -7, 2).cast(DType.INT8);
    assertThat(small.plus(1).dtype()).isEqualTo(DType.INT8);
    assertThat(small.plus(0.5).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(small.plus(small.cast(DType.FLOAT32)).dtype()).isEqualTo(DType.FLOAT32);
    assertThat(doubles(small.divide(2))).containsExactly(3.5, -3.5, 1);
    assertThat(longs(small.mod(3))).containsExactly(1, 2, 2);
    assertThat(longs(small.mod(-3))).containsExactly(-2, -1, -1);
    assertThat(longs(small.power(2))).containsExactly(49, 49, 4);
    assertThat(longs(small.cast(DType.INT64).power(5))).containsExactly(16807, -16807, 32);
    assertThat(longs(small.abs().negate().sign())).containsExactly(-1, -1, -1);
    assertThat(truth(small.lt(300))).containsOnly(true);
    assertThatThrownBy(() -> small.plus(300))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("300 does not fit int8")
        .hasMessageContaining("ElementwiseTest.java");
  }

  @Test
  void integerOverflowIsAnErrorThatNamesTheNumbers() {
    NDArray x = array(1, Long.MAX_VALUE, 3);
    assertThatThrownBy(() -> x.plus(1).compute())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("9223372036854775807 and 1")
        .hasMessageContaining("ElementwiseTest.java");
    assertThatThrownBy(() -> array(5, 0).mod(array(1, 0)).compute())
        .hasMessageContaining("division by zero");
    assertThatThrownBy(() -> array(70_000).cast(DType.INT16).compute())
        .hasMessageContaining("70000 of int64 does not fit int16");
    assertThatThrownBy(() -> array(NAN).cast(DType.INT64).compute())
        .hasMessageContaining("NaN of float64 does not fit int64");
  }

  @Test
  void castsGoThroughTruthAndBack() {
    NDArray x = array(0, 2.9, -2.9, NAN);
    assertThat(truth(x.cast(DType.BOOL))).containsExactly(false, true, true, true);
    assertThat(doubles(array(true, false).cast(DType.FLOAT32))).containsExactly(1, 0);
    assertThat(longs(array(2.9, -2.9).cast(DType.INT32))).containsExactly(2, -2);
  }

  @Test
  void shapesThatDoNotBroadcastAreNamedWithTheUsersLine() {
    NDArray a = full(1.0, 4, 5);
    NDArray b = full(1.0, 3, 5);
    assertThatThrownBy(() -> a.plus(b))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("(4, 5)")
        .hasMessageContaining("(3, 5)")
        .hasMessageContaining("ElementwiseTest.java");
    assertThatThrownBy(() -> a.and(b)).hasMessageContaining("truth values");
  }

  @Test
  void emptyArraysStayEmpty() {
    NDArray empty = full(1.0, 0, 3).plus(array(1, 2, 3));
    assertThat(empty.shape().lengths()).containsExactly(0, 3);
    assertThat(doubles(empty)).isEmpty();
  }

  /** Once written out for ever: the row's pattern grew by doubling nothing. */
  @Test
  void rowsWithoutColumnsAreNotRepeatedForEver() {
    assertThat(doubles(full(1.0, 4, 0).plus(full(1.0, 0)))).isEmpty();
    assertThat(doubles(full(1.0, 0, 4).plus(full(1.0, 4)))).isEmpty();
  }

  @Test
  void aDeepChainNeedsNoDeepStack() {
    NDArray x = array(0, 1);
    for (int i = 0; i < 5_000; i++) {
      x = x.plus(1);
    }
    assertThat(longs(x)).containsExactly(5_000, 5_001);
  }

  @Test
  void anArrayAddedToItselfManyTimesIsComputedOncePerStep() {
    NDArray x = array(1, 3);
    for (int i = 0; i < 40; i++) {
      x = x.plus(x);
    }
    assertThat(longs(x)).containsExactly(1L << 40, 3L << 40);
  }
}
