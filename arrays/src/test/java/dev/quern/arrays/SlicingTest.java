package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.all;
import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.at;
import static dev.quern.arrays.NDArrays.newAxis;
import static dev.quern.arrays.NDArrays.range;
import static dev.quern.arrays.Workers.doubles;
import static dev.quern.arrays.Workers.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Workers.class)
class SlicingTest {

  @RepeatedTest(60)
  void anySliceOfAnyChunks(RepetitionInfo repetition) {
    long seed = 300L + repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    Naive x = Naive.random(random, Naive.randomShape(random, 3));
    List<String> parts = new ArrayList<>();
    List<long[]> taken = new ArrayList<>();
    List<Boolean> dropped = new ArrayList<>();
    for (long length : x.shape()) {
      if (random.nextInt(3) == 0) {
        long position = random.nextLong(-length, length);
        parts.add(Long.toString(position));
        taken.add(new long[] {Math.floorMod(position, length)});
        dropped.add(true);
      } else {
        String start = random.nextBoolean() ? "" : "" + random.nextLong(-length - 2, length + 3);
        String stop = random.nextBoolean() ? "" : "" + random.nextLong(-length - 2, length + 3);
        long step = random.nextBoolean() ? random.nextLong(1, 4) : -random.nextLong(1, 4);
        parts.add(start + ":" + stop + ":" + step);
        taken.add(positions(start, stop, step, length));
        dropped.add(false);
      }
    }
    String text = String.join(", ", parts);
    if (x.rank() == 0) {
      return;
    }
    NDArray lazy = x.lazy(random);
    // Half of the time through an expression, past which the slice is moved.
    boolean through = random.nextBoolean();
    NDArray result = (through ? lazy.multiply(2).plus(lazy) : lazy).slice(text);
    long[] all = taken.stream().mapToLong(t -> t.length).toArray();
    Naive expected =
        Naive.generate(
            p -> {
              long[] source = new long[p.length];
              Arrays.setAll(source, axis -> taken.get(axis)[(int) p[axis]]);
              return x.at(source) * (through ? 3 : 1);
            },
            all);
    assertThat(doubles(result))
        .as("%s of %s, seed %d", text, Arrays.toString(x.shape()), seed)
        .isEqualTo(expected.values());
    assertThat(result.rank()).isEqualTo((int) dropped.stream().filter(d -> !d).count());
  }

  /* By walking, as Python's documentation describes a slice, instead of by arithmetic. */
  private static long[] positions(String start, String stop, long step, long length) {
    LongStream.Builder found = LongStream.builder();
    long first = start.isEmpty() ? (step > 0 ? 0 : length - 1) : Long.parseLong(start);
    if (!start.isEmpty() && first < 0) {
      first += length;
    }
    Long last = stop.isEmpty() ? null : Long.valueOf(Long.parseLong(stop));
    if (last != null && last < 0) {
      last += length;
    }
    if (step > 0) {
      for (long i = Math.max(first, 0); i < length && (last == null || i < last); i += step) {
        found.add(i);
      }
    } else {
      for (long i = Math.min(first, length - 1); i >= 0 && (last == null || i > last); i += step) {
        found.add(i);
      }
    }
    return found.build().toArray();
  }

  @Test
  void slicesOfSlicesAndOfBroadcastExpressions() {
    NDArray x = arange(60).reshape(6, 10).chunk(4, 3);
    assertThat(longs(x.slice("::2, 1:9").slice("1:, ::-3")))
        .containsExactly(28, 25, 22, 48, 45, 42);
    assertThat(longs(x.slice("-1").slice("3:5"))).containsExactly(53, 54);
    NDArray row = arange(10).chunk(4);
    NDArray column = arange(6).reshape(6, 1).chunk(2, 1);
    NDArray table = column.multiply(10).plus(row);
    assertThat(longs(table.slice("4, 2:4"))).containsExactly(42, 43);
    assertThat(longs(table.slice(":, 7"))).containsExactly(7, 17, 27, 37, 47, 57);
    assertThat(longs(table.slice("1:3, -2:"))).containsExactly(18, 19, 28, 29);
  }

  @Test
  void ellipsisAndNewAxesAndTypedIndexes() {
    NDArray x = arange(24).reshape(2, 3, 4);
    assertThat(longs(x.slice("..., -1"))).containsExactly(3, 7, 11, 15, 19, 23);
    assertThat(longs(x.slice("1, ..."))).startsWith(12).hasSize(12);
    assertThat(x.slice("newaxis, ..., newaxis, 0").shape().lengths()).containsExactly(1, 2, 3, 1);
    assertThat(longs(x.slice(at(1), range(0, 3, 2), all())))
        .containsExactly(12, 13, 14, 15, 20, 21, 22, 23);
    assertThat(x.slice(newAxis(), at(0)).shape().lengths()).containsExactly(1, 3, 4);
    assertThat(longs(x.get(1, -1, 2))).containsExactly(22);
    assertThat(longs(x.get(0, 1))).containsExactly(4, 5, 6, 7);
  }

  @Test
  void takeAnyPositions() {
    NDArray x = arange(40).reshape(8, 5).chunk(3, 2);
    assertThat(longs(x.take(0, 7, 0, 0, -2).slice(":, 0"))).containsExactly(35, 0, 0, 30);
    assertThat(longs(x.take(1, 4, 3, 0).get(2))).containsExactly(14, 13, 10);
    assertThat(x.take(1).shape().lengths()).containsExactly(8, 0);
    assertThatThrownBy(() -> x.take(0, 8))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("index 8")
        .hasMessageContaining("(8, 5)");
  }

  @Test
  void indexesThatDoNotFitAreErrorsAtTheCall() {
    NDArray x = arange(6).reshape(2, 3);
    assertThatThrownBy(() -> x.slice("2"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("index 2 is outside of axis 0 of shape (2, 3)")
        .hasMessageContaining("SlicingTest.java");
    assertThatThrownBy(() -> x.slice("0, 0, 0")).hasMessageContaining("3 indexes for the 2 axes");
    assertThatThrownBy(() -> x.slice("a, 1")).hasMessageContaining("'a'");
    assertThatThrownBy(() -> x.slice("::0")).hasMessageContaining("step 0");
    assertThatThrownBy(() -> x.slice("..., ...")).hasMessageContaining("ellipsis");
  }

  @Test
  void aSliceComputesOnlyWhatItNeeds() {
    NDArray x = NDArrays.random(1).normal(1_000_000).chunk(1_000);
    NDArray few = x.multiply(2).plus(1).slice("17:20");
    assertThat(few.lazyChunks().optimized().graph().size()).isLessThanOrEqualTo(3);
    double[] all = doubles(x.slice(":30"));
    assertThat(doubles(few)).containsExactly(all[17] * 2 + 1, all[18] * 2 + 1, all[19] * 2 + 1);
  }
}
