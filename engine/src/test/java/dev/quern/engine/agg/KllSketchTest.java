package dev.quern.engine.agg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Ranks that sketches tell beside the true ones. */
class KllSketchTest {
  private static final double[] SHARES = {0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999};

  private static KllSketch of(long[] words) {
    KllSketch sketch = new KllSketch();
    for (long word : words) {
      sketch.add(word);
    }
    return sketch;
  }

  /** The greatest distance between the share that was asked for and those that the answer has. */
  private static double worst(KllSketch sketch, long[] words) {
    long[] sorted = words.clone();
    Arrays.sort(sorted);
    double worst = 0;
    for (double share : SHARES) {
      long word = sketch.quantile(share);
      int below = lowerBound(sorted, word);
      int notAbove = lowerBound(sorted, word + 1);
      double rank = share * words.length;
      worst = Math.max(worst, Math.max(below - rank, rank - notAbove) / words.length);
    }
    return worst;
  }

  private static int lowerBound(long[] sorted, long word) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < word) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static long[] words(int count, LongUnaryOperator of) {
    return LongStream.range(0, count).map(of).toArray();
  }

  @Test
  void ranksAreOffByLittle() {
    SplittableRandom random = new SplittableRandom(3);
    for (int count : new int[] {401, 2_000, 100_000, 300_000}) {
      assertThat(worst(of(words(count, i -> i)), words(count, i -> i))).isLessThan(0.013);
      assertThat(worst(of(words(count, i -> -i)), words(count, i -> -i))).isLessThan(0.013);
      long[] any = words(count, _ -> random.nextLong() >>> random.nextInt(60));
      assertThat(worst(of(any), any)).isLessThan(0.013);
      long[] few = words(count, i -> i % 5);
      assertThat(worst(of(few), few)).isLessThan(0.013);
      long[] waves = words(count, i -> i * 7_919 % 1_000);
      assertThat(worst(of(waves), waves)).isLessThan(0.013);
    }
  }

  @Test
  void mergedOnesAreAsGood() {
    SplittableRandom random = new SplittableRandom(4);
    for (int part : new int[] {1, 30, 399, 1_000, 10_000}) {
      long[] words = words(100_000, i -> i % 3 == 0 ? i : random.nextInt(100_000));
      KllSketch sketch = new KllSketch();
      for (int from = 0; from < words.length; from += part) {
        sketch.merge(of(Arrays.copyOfRange(words, from, Math.min(from + part, words.length))));
      }
      assertThat(sketch.count()).isEqualTo(words.length);
      assertThat(worst(sketch, words)).as("parts of %d", part).isLessThan(0.013);
      assertThat(sketch.heapBytes()).as("bytes of parts of %d", part).isLessThan(24 << 10);
    }
  }

  @Test
  void fewWordsAreAllKept() {
    for (int count = 1; count <= KllSketch.WIDTH; count += 57) {
      long[] words = words(count, i -> i * 31 % 100);
      long[] sorted = words.clone();
      Arrays.sort(sorted);
      KllSketch sketch = of(words);
      for (int rank = 1; rank <= count; rank++) {
        assertThat(sketch.quantile((rank - 0.5) / count)).isEqualTo(sorted[rank - 1]);
      }
    }
  }

  @Test
  void extremesAreExact() {
    KllSketch sketch = of(words(50_000, i -> (i + 17) * 48_271 % 50_021));
    long[] sorted = words(50_000, i -> (i + 17) * 48_271 % 50_021);
    Arrays.sort(sorted);
    assertThat(sketch.quantile(0)).isEqualTo(sorted[0]);
    assertThat(sketch.quantile(1)).isEqualTo(sorted[49_999]);
  }

  /** States of rows must be merged to the very bits that rows give. */
  @Test
  void wordsAloneAreMergedAsTheyAreAdded() throws IOException {
    long[] words = words(20_000, i -> i * 48_271 % 50_021);
    KllSketch merged = new KllSketch();
    for (long word : words) {
      merged.merge(copy(of(new long[] {word})));
    }
    assertThat(bytes(merged)).isEqualTo(bytes(of(words)));
    assertThat(bytes(copy(merged))).isEqualTo(bytes(merged));
  }

  private static byte[] bytes(KllSketch sketch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sketch.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static KllSketch copy(KllSketch sketch) throws IOException {
    return KllSketch.read(new DataInputStream(new ByteArrayInputStream(bytes(sketch))));
  }
}
