package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.array;
import static dev.quern.arrays.NDArrays.concatenate;
import static dev.quern.arrays.NDArrays.stack;
import static dev.quern.arrays.NDArrays.zeros;
import static dev.quern.arrays.Workers.doubles;
import static dev.quern.arrays.Workers.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Workers.class)
class ShapingTest {
  private static final DType[] TYPES = {
    DType.INT8, DType.INT16, DType.INT32, DType.INT64, DType.FLOAT32, DType.FLOAT64
  };

  @RepeatedTest(30)
  void anyOrderOfAxes(RepetitionInfo repetition) {
    long seed = 40L + repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    Naive x = Naive.random(random, Naive.randomShape(random, 4)).map(Math::floor);
    List<Integer> order = IntStream.range(0, x.rank()).boxed().collect(Collectors.toList());
    Collections.shuffle(order, new java.util.Random(seed));
    DType dtype = TYPES[random.nextInt(TYPES.length)];
    NDArray lazy = x.lazy(random).cast(dtype);
    NDArray result = lazy.transpose(order.stream().mapToInt(i -> i).toArray());
    Naive expected =
        Naive.generate(
            p -> {
              long[] source = new long[p.length];
              for (int axis = 0; axis < p.length; axis++) {
                source[order.get(axis)] = p[axis];
              }
              return x.at(source);
            },
            order.stream().mapToLong(i -> x.shape()[i]).toArray());
    assertThat(doubles(result))
        .as("%s of %s, seed %d", order, Arrays.toString(x.shape()), seed)
        .isEqualTo(expected.values());
  }

  @RepeatedTest(40)
  void anyShapeOfTheSameSize(RepetitionInfo repetition) {
    long seed = 70L + repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    long[][] shapes = {{2, 3, 4}, {24}, {4, 6}, {1, 24, 1}, {3, 8}, {2, 1, 12}, {2, 3, 1, 4, 1}};
    Naive x = Naive.random(random, shapes[random.nextInt(shapes.length)]);
    long[] target = shapes[random.nextInt(shapes.length)];
    NDArray result = x.lazy(random).reshape(target);
    assertThat(result.shape().lengths()).isEqualTo(target);
    assertThat(doubles(result))
        .as("%s to %s, seed %d", Arrays.toString(x.shape()), Arrays.toString(target), seed)
        .isEqualTo(x.values());
    assertThat(doubles(result.chunk(new Naive(x.values(), target).chunks(random)).flatten()))
        .isEqualTo(x.values());
  }

  @RepeatedTest(20)
  void joinedAlongAnyAxis(RepetitionInfo repetition) {
    long seed = 10L + repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int axis = random.nextInt(3);
    Naive[] parts = new Naive[3];
    long[] shape = {4, 3, 5};
    long total = 0;
    for (int i = 0; i < parts.length; i++) {
      long[] own = shape.clone();
      own[axis] = random.nextLong(0, 5);
      total += own[axis];
      parts[i] = Naive.random(random, own);
    }
    long[] joined = shape.clone();
    joined[axis] = total;
    Naive expected =
        Naive.generate(
            p -> {
              long[] source = p.clone();
              int part = 0;
              while (source[axis] >= parts[part].shape()[axis]) {
                source[axis] -= parts[part++].shape()[axis];
              }
              return parts[part].at(source);
            },
            joined);
    NDArray result =
        concatenate(
            axis, Arrays.stream(parts).map(part -> part.lazy(random)).toArray(NDArray[]::new));
    assertThat(result.shape().lengths()).as("seed %d", seed).isEqualTo(joined);
    assertThat(doubles(result)).as("axis %d, seed %d", axis, seed).isEqualTo(expected.values());
  }

  @Test
  void stackedAlongANewAxis() {
    NDArray a = arange(3);
    NDArray b = arange(3).plus(10);
    assertThat(longs(stack(0, a, b))).containsExactly(0, 1, 2, 10, 11, 12);
    assertThat(longs(stack(1, a, b))).containsExactly(0, 10, 1, 11, 2, 12);
    assertThat(stack(-1, a, b).shape().lengths()).containsExactly(3, 2);
    assertThat(concatenate(0, a, b.cast(DType.FLOAT32)).dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void largeTransposesOfEveryWidth() {
    for (DType dtype : new DType[] {DType.INT16, DType.INT32, DType.FLOAT64}) {
      NDArray x = arange(300 * 100).mod(30_000).cast(dtype).reshape(300, 100).chunk(170, 100);
      double[] values = doubles(x.T());
      for (int i = 0; i < 100; i++) {
        for (int j = 0; j < 300; j++) {
          assertThat(values[i * 300 + j]).isEqualTo(j * 100 + i);
        }
      }
    }
  }

  @Test
  void rechunkingPassesOnBlocksThatStay() {
    NDArray x = NDArrays.random(5).uniform(100, 10).plus(0).chunk(50, 10).plus(1);
    NDArray same = x.chunk(50, 10);
    assertThat(same.lazyChunks().graph().size()).isEqualTo(x.lazyChunks().graph().size());
    assertThat(doubles(x.chunk(7, 3))).isEqualTo(doubles(x));
  }

  @Test
  void axesOfLengthOneComeAndGo() {
    NDArray x = arange(6).reshape(2, 3).chunk(1, 2);
    assertThat(x.expandDims(0).shape().lengths()).containsExactly(1, 2, 3);
    assertThat(x.expandDims(-1).shape().lengths()).containsExactly(2, 3, 1);
    assertThat(x.expandDims(1).squeeze().shape().lengths()).containsExactly(2, 3);
    assertThat(longs(x.expandDims(1).plus(x).slice("0, 1"))).containsExactly(3, 5, 7);
    assertThat(longs(x.get(1).broadcastTo(2, 2, 3)))
        .containsExactly(3, 4, 5, 3, 4, 5, 3, 4, 5, 3, 4, 5);
    assertThat(x.reshape(-1, 2).shape().lengths()).containsExactly(3, 2);
    assertThat(longs(zeros(0, 4).reshape(2, 0))).isEmpty();
  }

  @Test
  void shapesThatDoNotFitAreErrors() {
    NDArray x = arange(6);
    assertThatThrownBy(() -> x.reshape(4, 2))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("(6,)")
        .hasMessageContaining("(4, 2)")
        .hasMessageContaining("ShapingTest.java");
    assertThatThrownBy(() -> x.reshape(-1, 4)).hasMessageContaining("do not divide by 4");
    assertThatThrownBy(() -> x.transpose(0, 0)).hasMessageContaining("no order");
    assertThatThrownBy(() -> x.chunk(2, 2)).hasMessageContaining("2 chunk lengths");
    assertThatThrownBy(() -> x.chunk(0)).hasMessageContaining("at least 1 element");
    assertThatThrownBy(() -> concatenate(0, x, x.reshape(2, 3))).hasMessageContaining("(2, 3)");
    assertThatThrownBy(() -> x.broadcastTo(5)).hasMessageContaining("(5,)");
    assertThatThrownBy(() -> x.cast(DType.UTF8)).hasMessageContaining("utf8");
    assertThatThrownBy(() -> array(new double[] {1, 2}, new double[] {3}))
        .hasMessageContaining("row 1 has 1");
  }
}
