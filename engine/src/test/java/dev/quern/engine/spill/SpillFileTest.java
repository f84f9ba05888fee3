package dev.quern.engine.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.PositionalInput;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class SpillFileTest {
  private static final Schema EVERY = RandomBatches.ALL;
  private static final int BLOCK = SpillFileWriter.BLOCK;

  @TempDir Path folder;

  @Test
  void everyTypeComesBackBatchByBatch(MemoryBudget budget) {
    RandomBatches random = new RandomBatches(71, budget);
    Batch encoded = random.nulls(0.3).distinct(9).dictionary(true).next(EVERY, 640);
    List<Batch> batches =
        List.of(
            random.dictionary(false).nulls(0.1).next(EVERY, 0),
            encoded,
            encoded.slice(64, 200),
            random.distinct(Integer.MAX_VALUE).next(EVERY, 20_000),
            random.next(EVERY, 0),
            random.nulls(0).next(EVERY, 1),
            random.nulls(1).next(EVERY, 65));
    try (TempSpillSpace space = new TempSpillSpace(folder)) {
      SpilledBatches spilled = write(space, EVERY, batches);

      assertThat(spilled.rows()).isEqualTo(640 + 200 + 20_000 + 1 + 65);
      assertThat(spilled.bytes()).isEqualTo(space.used()).isPositive();
      assertThat(space.buffered()).isZero();
      compare(spilled, batches, budget);
      compare(spilled, batches, budget);
      spilled.close();
      spilled.close();
    }
    batches.forEach(Batch::close);
  }

  /** Once all batches before had to be read for their dictionaries. */
  @Test
  void beginsAnywhereThoughDictionariesChange(MemoryBudget budget) {
    RandomBatches random = new RandomBatches(73, budget);
    List<Batch> batches = new ArrayList<>();
    batches.add(random.next(EVERY, 0));
    for (int i = 0; i < 4; i++) {
      Batch encoded = random.nulls(0.2).distinct(5 + i).dictionary(true).next(EVERY, 300);
      batches.add(encoded);
      batches.add(encoded.slice(64, 100));
      batches.add(random.dictionary(false).next(EVERY, 70 * (i % 2)));
    }
    try (TempSpillSpace space = new TempSpillSpace(folder);
        SpilledBatches spilled = write(space, EVERY, batches)) {
      for (int from = 0; from <= batches.size(); from++) {
        try (BatchReader reader = spilled.open(budget, from)) {
          compare(reader, batches.subList(from, batches.size()));
        }
      }
    }
    batches.forEach(Batch::close);
  }

  @Test
  void dictionariesStayDictionariesAndAreWrittenOnce(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("s", DType.UTF8));
    Batch batch =
        new RandomBatches(72, budget).distinct(4_000).dictionary(true).next(schema, 8_192);
    List<Batch> slices = new ArrayList<>();
    for (int row = 0; row < 8_192; row += 1_024) {
      slices.add(batch.slice(row, 1_024));
    }
    try (TempSpillSpace space = new TempSpillSpace(folder);
        SpilledBatches whole = write(space, schema, List.of(batch));
        SpilledBatches cut = write(space, schema, slices);
        BatchReader reader = cut.open(budget)) {
      assertThat(cut.bytes() - whole.bytes()).isLessThan(8 * 1_024);
      for (Batch back = reader.next(); back != null; back = reader.next()) {
        assertThat(back.column("s").isDictionary()).isTrue();
        back.close();
      }
    }
    slices.forEach(Batch::close);
    batch.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anyRangeOfBytesCanBeRead(boolean compress, MemoryBudget budget) {
    SplittableRandom random = new SplittableRandom(73);
    byte[] bytes = new byte[5 * BLOCK + 1_234];
    random.nextBytes(bytes);
    // The beginning compresses, the end does not.
    Arrays.fill(bytes, 0, 3 * BLOCK, (byte) 7);
    try (TempSpillSpace space = new TempSpillSpace(folder);
        SpillFile file = write(space, bytes, random, compress, budget);
        PositionalInput input = file.open()) {
      assertThat(input.size()).isEqualTo(bytes.length);
      assertThat(file.bytes() < bytes.length).isEqualTo(compress);
      for (int i = 0; i < 200; i++) {
        int from = random.nextInt(bytes.length);
        int size = random.nextInt(Math.min(bytes.length - from, 2 * BLOCK) + 1);
        try (NativeBuffer target = budget.allocate(size)) {
          input.read(from, target.segment().asSlice(0, size));
          assertThat(
                  MemorySegment.mismatch(
                      MemorySegment.ofArray(bytes), from, from + size, target.segment(), 0, size))
              .as("%d bytes at %d", size, from)
              .isEqualTo(-1);
        }
      }
      assertThatThrownBy(() -> input.read(bytes.length - 1L, MemorySegment.ofArray(new byte[2])))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void aFlippedByteAnywhereIsAnError(MemoryBudget budget) throws IOException {
    Schema schema = Schema.of(Field.of("n", DType.INT64), Field.of("s", DType.UTF8));
    RandomBatches random = new RandomBatches(74, budget);
    List<Batch> batches = List.of(random.next(schema, 3_000), random.next(schema, 3_000));
    try (TempSpillSpace space = new TempSpillSpace(folder);
        SpilledBatches spilled = write(space, schema, batches)) {
      Path path = onlyFile();
      long size = Files.size(path);
      SplittableRandom where = new SplittableRandom(75);
      for (int i = 0; i < 300; i++) {
        long at = i == 0 ? size - 1 : where.nextLong(size);
        flip(path, at);
        assertThatThrownBy(() -> compare(spilled, batches, budget))
            .as("byte %d of %d", at, size)
            .isInstanceOf(DataException.class)
            .hasMessageContaining("sorted run in " + path);
        flip(path, at);
      }
      compare(spilled, batches, budget);
    }
    batches.forEach(Batch::close);
  }

  @Test
  void aFileThatWasCutOffIsAnError(MemoryBudget budget) throws IOException {
    Schema schema = Schema.of(Field.of("n", DType.INT64));
    List<Batch> batches = List.of(new RandomBatches(76, budget).next(schema, 3_000));
    try (TempSpillSpace space = new TempSpillSpace(folder);
        SpilledBatches spilled = write(space, schema, batches)) {
      try (RandomAccessFile file = new RandomAccessFile(onlyFile().toFile(), "rw")) {
        file.setLength(file.length() - 100);
      }
      assertThatThrownBy(() -> compare(spilled, batches, budget)).isInstanceOf(DataException.class);
    }
    batches.forEach(Batch::close);
  }

  @Test
  void aFullDiskLeavesTheBatchAndNoFile(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("n", DType.INT64), Field.of("m", DType.INT64));
    Batch batch = new RandomBatches(77, budget).nulls(0).next(schema, 50_000);
    List<List<@Nullable Object>> rows = BatchRows.toRows(batch);
    try (TempSpillSpace space = new TempSpillSpace(folder, 10_000)) {
      try (SpillWriter writer = space.create("sorted run", schema)) {
        assertThatThrownBy(() -> writer.write(batch)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> writer.write(batch)).isInstanceOf(IllegalStateException.class);
      }
      assertThat(BatchRows.toRows(batch)).isEqualTo(rows);
    }
    batch.close();
  }

  @Test
  void whatIsNotFinishedIsDeleted(MemoryBudget budget) {
    try (Batch batch = new RandomBatches(78, budget).next(EVERY, 100);
        TempSpillSpace space = new TempSpillSpace(folder)) {
      SpillWriter writer = space.create("sorted run", EVERY);
      writer.write(batch);
      assertThat(writer.bytes()).isPositive().isEqualTo(space.used());
      writer.close();
      writer.close();
    }
  }

  @Test
  void whatIsBeingReadCanBeReadToTheEnd(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("n", DType.INT64));
    RandomBatches random = new RandomBatches(79, budget);
    List<Batch> batches = List.of(random.next(schema, 500), random.next(schema, 70));
    try (TempSpillSpace space = new TempSpillSpace(folder)) {
      SpilledBatches spilled = write(space, schema, batches);
      try (BatchReader reader = spilled.open(budget)) {
        spilled.close();
        assertThat(space.used()).isPositive();
        compare(reader, batches);
      }
      assertThat(space.used()).isZero();
      assertThatThrownBy(() -> spilled.open(budget)).isInstanceOf(IllegalStateException.class);
    }
    batches.forEach(Batch::close);
  }

  @Test
  void readersDoNotDisturbEachOther(MemoryBudget budget) throws Exception {
    RandomBatches random = new RandomBatches(80, budget);
    List<Batch> batches = List.of(random.next(EVERY, 5_000), random.next(EVERY, 3_000));
    int threads = 4;
    CyclicBarrier start = new CyclicBarrier(threads);
    try (TempSpillSpace space = new TempSpillSpace(folder);
        SpilledBatches spilled = write(space, EVERY, batches);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        done.add(
            pool.submit(
                () -> {
                  start.await();
                  compare(spilled, batches, budget);
                  return null;
                }));
      }
      for (Future<?> reader : done) {
        reader.get();
      }
    }
    batches.forEach(Batch::close);
  }

  private static SpilledBatches write(TempSpillSpace space, Schema schema, List<Batch> batches) {
    try (SpillWriter writer = space.create("sorted run", schema)) {
      batches.forEach(writer::write);
      return writer.finish();
    }
  }

  /* In pieces of any size, from the heap and from native memory. */
  private static SpillFile write(
      TempSpillSpace space,
      byte[] bytes,
      SplittableRandom random,
      boolean compress,
      MemoryBudget budget) {
    try (SpillFileWriter writer = space.createFile("bytes", compress);
        NativeBuffer copy = budget.allocate(bytes.length)) {
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, copy.segment(), 0, bytes.length);
      int at = 0;
      while (at < bytes.length) {
        int size = Math.min(bytes.length - at, random.nextInt(2 * BLOCK));
        MemorySegment from = random.nextBoolean() ? copy.segment() : MemorySegment.ofArray(bytes);
        writer.write(from.asSlice(at, size));
        if (random.nextInt(3) == 0) {
          writer.endBlock();
        }
        at += size;
      }
      return writer.finish();
    }
  }

  private static void compare(SpilledBatches spilled, List<Batch> batches, MemoryBudget budget) {
    try (BatchReader reader = spilled.open(budget)) {
      assertThat(reader.schema()).isEqualTo(spilled.schema());
      compare(reader, batches);
    }
  }

  private static void compare(BatchReader reader, List<Batch> batches) {
    for (Batch expected : batches) {
      try (Batch actual = Objects.requireNonNull(reader.next())) {
        assertThat(actual.schema()).isEqualTo(expected.schema());
        assertThat(actual.rows()).isEqualTo(expected.rows());
        for (int row = 0; row < expected.rows(); row += 7) {
          for (int i = 0; i < expected.columns().size(); i++) {
            Object was = Values.objectAt(expected.column(i), row);
            Object is = Values.objectAt(actual.column(i), row);
            assertThat(RandomColumns.exact(is))
                .as("row %d of %s", row, expected.schema().field(i))
                .isEqualTo(RandomColumns.exact(was));
          }
        }
      }
    }
    assertThat(reader.next()).isNull();
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList().getFirst();
    }
  }

  private static void flip(Path path, long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      int before = file.read();
      file.seek(at);
      file.write(before ^ 0x10);
    }
  }
}
