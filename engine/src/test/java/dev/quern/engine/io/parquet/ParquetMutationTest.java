package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quern.engine.DataException;
import dev.quern.engine.StorageException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.memory.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small files with bytes changed, cut out, doubled or cut off: whatever comes of it, it is the
 * right number of rows or a typed error, in bounded time and memory, with nothing leaked.
 */
class ParquetMutationTest {
  private static final long MEMORY = 256L << 20;
  private static final Duration SLOWEST = Duration.ofSeconds(5);
  private static final int ROWS = 150;

  @TempDir static Path folder;
  private static final List<byte[]> SEEDS = new ArrayList<>();

  @BeforeAll
  static void writeSeeds() throws SQLException, IOException {
    try (DuckDb duck = new DuckDb()) {
      String rows = Resources.text("every-type.sql").replace("ROWS", "" + ROWS);
      for (String codec : List.of("uncompressed", "snappy", "zstd", "gzip", "lz4_raw")) {
        for (String version : List.of("V1", "V2")) {
          Path file = folder.resolve("seed.parquet");
          duck.run(
              "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION %s, PARQUET_VERSION %s)"
                  .formatted(rows, file, codec, version));
          SEEDS.add(Files.readAllBytes(file));
        }
      }
    }
  }

  @Test
  @Timeout(120)
  void survivesAThousandMutations() throws IOException {
    mutate(20260101, 1_000);
  }

  @Test
  @Tag("slow")
  @Timeout(3600)
  void survivesAHundredThousandMutations() throws IOException {
    mutate(System.nanoTime(), 100_000);
  }

  private static void mutate(long seed, int count) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int i = 0; i < count; i++) {
      long one = random.nextLong();
      byte[] bytes = mutated(SEEDS.get(i % SEEDS.size()), new SplittableRandom(one));
      if (!read(bytes, "mutation %d of seed file %d".formatted(one, i % SEEDS.size()))) {
        refused++;
      }
    }
    assertThat(refused).as("a good part hits something that matters").isGreaterThan(count / 4);
  }

  /* Whether the file could be read. */
  private static boolean read(byte[] bytes, String what) throws IOException {
    Path file = folder.resolve("mutated.parquet");
    Files.write(file, bytes);
    long start = System.nanoTime();
    boolean readable = false;
    try (MemoryBudget budget = MemoryBudget.root(what, MEMORY)) {
      ParquetSource source = ParquetSource.open(List.of(file));
      ScanRequest all = ScanRequest.of(source.schema().names());
      if (source.rowCount().getAsLong() <= 1 << 20) {
        int rows = BatchRows.toRows(source, all, budget, 64).size();
        assertThat(rows).as(what).isEqualTo((int) source.rowCount().getAsLong());
        readable = true;
      }
    } catch (DataException | UnsupportedDataException | StorageException e) {
      assertThat(e).as(what).hasMessageContaining("mutated.parquet");
    } catch (RuntimeException | Error e) {
      fail(what, e);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(SLOWEST);
    return readable;
  }

  private static byte[] mutated(byte[] seed, SplittableRandom random) {
    byte[] bytes = seed.clone();
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times && bytes.length > 16; i++) {
      // Half of the changes go to the footer and what is near it.
      int at =
          random.nextBoolean()
              ? random.nextInt(bytes.length)
              : Math.max(0, bytes.length - 1 - random.nextInt(6_000));
      bytes = change(bytes, at, random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, int at, SplittableRandom random) {
    int rest = bytes.length - at;
    switch (random.nextInt(16)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        int cut = 1 + random.nextInt(Math.min(16, rest));
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - cut);
        System.arraycopy(bytes, at + cut, shorter, at, rest - cut);
        return shorter;
      }
      case 2 -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + Math.min(8, rest));
        System.arraycopy(bytes, at, longer, at + Math.min(8, rest), rest);
        return longer;
      }
      case 3, 4 ->
          Arrays.fill(
              bytes, at, at + Math.min(rest, 1 + random.nextInt(8)), (byte) random.nextInt(-1, 1));
      case 5, 6, 7, 8 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      default -> bytes[at] = (byte) random.nextInt();
    }
    return bytes;
  }
}
