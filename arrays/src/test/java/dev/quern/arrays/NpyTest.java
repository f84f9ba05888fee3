package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.array;
import static dev.quern.arrays.NDArrays.axis;
import static dev.quern.arrays.NDArrays.readNpy;
import static dev.quern.arrays.NDArrays.scalar;
import static dev.quern.arrays.NDArrays.where;
import static dev.quern.arrays.NDArrays.zeros;
import static dev.quern.arrays.Workers.doubles;
import static dev.quern.arrays.Workers.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.DataException;
import dev.quern.engine.QuernException;
import dev.quern.engine.StorageException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.type.DType;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that NumPy wrote, and files of our own. */
@ExtendWith(Workers.class)
class NpyTest {

  private static Path numpy(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(NpyTest.class.getResource("/npy/" + name + ".npy")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsWhatNumpyWrites() {
    double[] numbers = new double[24];
    Arrays.setAll(numbers, i -> i * 0.5 - 3);
    for (String name : new String[] {"c_f8", "fortran_f8"}) {
      NDArray array = readNpy(numpy(name));
      assertThat(array.shape()).as(name).isEqualTo(Shape.of(2, 3, 4));
      assertThat(doubles(array)).as(name).containsExactly(numbers);
      assertThat(doubles(array.chunk(1, 2, 3))).as(name).containsExactly(numbers);
    }
    assertThat(longs(readNpy(numpy("big_endian_i4")))).containsExactly(-3, -2, -1, 0, 1, 2);
    assertThat(readNpy(numpy("big_endian_i4")).dtype()).isEqualTo(DType.INT32);
    assertThat(longs(readNpy(numpy("bool")))).containsExactly(1, 0, 0, 1);
    assertThat(longs(readNpy(numpy("i1")))).containsExactly(-128, 0, 127);
    assertThat(longs(readNpy(numpy("i2")))).containsExactly(-32768, 5);
    assertThat(longs(readNpy(numpy("i8")))).containsExactly(Long.MAX_VALUE, Long.MIN_VALUE);
    assertThat(doubles(readNpy(numpy("f4"))))
        .containsExactly(1.5, Double.NaN, Double.NEGATIVE_INFINITY);
    assertThat(readNpy(numpy("scalar")).item()).isEqualTo(42.25);
    assertThat(readNpy(numpy("empty")).shape()).isEqualTo(Shape.of(0, 3));
    assertThat(longs(readNpy(numpy("version2")))).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void computesWhatNumpyComputes() {
    NDArray x = readNpy(numpy("x")).chunk(3, 2);
    NDArray y = readNpy(numpy("y")).chunk(2, 4);
    Map.ofEntries(
            Map.entry("mod3", y.mod(3)),
            Map.entry("mod_minus3", y.mod(-3)),
            Map.entry("std1", y.std(axis(0).ddof(1))),
            Map.entry("var_all", y.var()),
            Map.entry("slice", y.slice("::-2, 1:4")),
            Map.entry("gram", y.T().matmul(y)),
            Map.entry("rint", y.round()),
            Map.entry("sign", y.sign()),
            Map.entry("clip", y.clip(-1, 2)),
            Map.entry("argmax", x.argmax(1)),
            Map.entry("min0", x.min(0)),
            Map.entry("cond", where(y.gt(0), y, -1.0)),
            Map.entry("prod", y.prod(1)),
            Map.entry(
                "norm", y.minus(y.mean(axis(1).keepDims())).divide(y.std(axis(1).keepDims()))))
        .forEach(
            (name, result) -> {
              NDArray expected = readNpy(numpy("numpy_" + name));
              assertThat(result.shape()).as(name).isEqualTo(expected.shape());
              double[] ours = doubles(result);
              double[] theirs = doubles(expected);
              for (int i = 0; i < ours.length; i++) {
                assertThat(Double.isNaN(ours[i])).isEqualTo(Double.isNaN(theirs[i]));
                if (!Double.isNaN(ours[i])) {
                  assertThat(Math.abs(ours[i] - theirs[i]))
                      .as("%s, element %d", name, i)
                      .isLessThanOrEqualTo(1e-12 * Math.max(1, Math.abs(theirs[i])));
                }
              }
            });
  }

  @Test
  void writesWhatItReads(@TempDir Path folder) {
    SplittableRandom random = new SplittableRandom(11);
    for (DType dtype :
        new DType[] {
          DType.BOOL,
          DType.INT8,
          DType.INT16,
          DType.INT32,
          DType.INT64,
          DType.FLOAT32,
          DType.FLOAT64
        }) {
      for (long[] shape : new long[][] {{}, {1}, {7}, {0, 3}, {4, 5}, {3, 1, 6}}) {
        Naive naive = Naive.generate(_ -> random.nextInt(0, 2), shape);
        NDArray array = naive.lazy(random).cast(dtype);
        Path file = folder.resolve("array.npy");
        array.writeNpy(file);
        NDArray back = readNpy(file);
        assertThat(back.dtype()).isEqualTo(dtype);
        assertThat(back.shape()).isEqualTo(array.shape());
        assertThat(doubles(back)).as("%s %s", dtype, array.shape()).isEqualTo(naive.values());
      }
    }
  }

  @Test
  void bytesAreThoseOfNumpy(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("c.npy");
    readNpy(numpy("fortran_f8")).chunk(1, 3, 2).writeNpy(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(numpy("c_f8")));
    readNpy(numpy("i1")).writeNpy(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(numpy("i1")));
    scalar(42.25).writeNpy(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(numpy("scalar")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"complex", "structured", "u1", "text"})
  void otherElementsAreNamed(String name) {
    assertThatThrownBy(() -> readNpy(numpy(name)))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContaining(name + ".npy");
  }

  @Test
  void brokenFilesAreErrors(@TempDir Path folder) throws IOException {
    byte[] good = Files.readAllBytes(numpy("c_f8"));
    Path file = folder.resolve("broken.npy");
    for (int length : new int[] {0, 5, 9, 40, good.length - 1}) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> readNpy(file))
          .as("%d bytes", length)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("broken.npy");
    }
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      byte[] mutated = good.clone();
      mutated[random.nextInt(128)] = (byte) random.nextInt(256);
      Files.write(file, mutated);
      try {
        NDArray array = readNpy(file);
        assertThat(array.size()).isLessThanOrEqualTo(24 * 8);
        assertThat(doubles(array)).hasSize((int) array.size());
      } catch (QuernException expected) {
        assertThat(expected.getMessage()).as("mutation %d", i).contains("broken.npy");
      }
    }
    assertThatThrownBy(() -> readNpy(folder.resolve("none.npy")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("none.npy");
  }

  @Test
  void aFileThatShrinksIsAnError(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("shrinks.npy");
    zeros(1000).writeNpy(file);
    NDArray array = readNpy(file);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 4000));
    assertThatThrownBy(array::compute).hasMessageContaining("shrinks.npy");
  }

  @Test
  void aFailedWriteLeavesNothingBehind(@TempDir Path folder) throws IOException {
    NDArray bad = array(1, 2, Long.MAX_VALUE).chunk(1).plus(1);
    assertThatThrownBy(() -> bad.writeNpy(folder.resolve("bad.npy")))
        .hasMessageContaining("does not fit int64");
    assertThatThrownBy(() -> arange(3).writeNpy(folder)).isInstanceOf(StorageException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void largeFilesAreReadInSeveralBlocks(@TempDir Path folder) {
    Path file = folder.resolve("large.npy");
    NDArray x = arange(3_000_000);
    x.writeNpy(file);
    NDArray back = readNpy(file);
    assertThat(back.grid().blocks()).isGreaterThan(1);
    assertThat(longs(back.ne(x).count())).containsExactly(0);
  }
}
