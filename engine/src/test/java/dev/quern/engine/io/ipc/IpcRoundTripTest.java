package dev.quern.engine.io.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Sink;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class IpcRoundTripTest {
  private static final Schema EVERY = RandomBatches.ALL;

  @TempDir Path folder;

  static Stream<IpcWriteOptions> options() {
    return Stream.of(BufferCodec.values())
        .flatMap(
            codec ->
                Stream.of(
                    IpcWriteOptions.PORTABLE.withCompression(codec),
                    IpcWriteOptions.NATIVE.withCompression(codec),
                    new IpcWriteOptions(codec, false, true, true)));
  }

  @ParameterizedTest
  @MethodSource("options")
  void everyTypeComesBackFromFilesAndStreams(IpcWriteOptions options, MemoryBudget budget) {
    RandomBatches random = new RandomBatches(31, budget);
    List<Batch> batches =
        List.of(
            random.next(EVERY, 1_000),
            random.next(EVERY, 0),
            random.nulls(0).next(EVERY, 777),
            random.nulls(0.3).distinct(9).dictionary(true).next(EVERY, 640),
            random.nulls(1).dictionary(false).next(EVERY, 65));
    for (boolean indexed : new boolean[] {true, false}) {
      Path path = write(indexed, options, EVERY, batches, budget);
      compare(path, batches, 192, budget);
    }
    batches.forEach(Batch::close);
  }

  @ParameterizedTest
  @MethodSource("options")
  void dictionariesGoAndComeAsDictionaries(IpcWriteOptions options, MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("s", DType.UTF8), Field.of("n", DType.INT64));
    RandomBatches random = new RandomBatches(32, budget).distinct(12).dictionary(true);
    Batch first = random.next(schema, 300);
    List<Batch> batches =
        List.of(
            first,
            first.slice(64, 100),
            random.next(schema, 128),
            random.dictionary(false).next(schema, 70),
            random.dictionary(true).nulls(1).next(schema, 10));
    Path path = write(false, options, schema, batches, budget);
    compare(path, batches, 64, budget);
    List<Boolean> encoded = new ArrayList<>();
    BatchRows.forEach(
        IpcSource.open(path),
        ScanRequest.of(schema.names()),
        budget,
        1024,
        batch -> encoded.add(batch.column("s").isDictionary()));
    assertThat(encoded).hasSize(5).containsOnly(options.dictionaries());
    batches.forEach(Batch::close);
  }

  @Test
  void aDictionaryThatStaysIsSentOnce(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("s", DType.UTF8));
    try (Batch batch =
        new RandomBatches(33, budget).distinct(4_000).dictionary(true).next(schema, 8_192)) {
      ByteArrayOutputStream once = new ByteArrayOutputStream();
      ByteArrayOutputStream often = new ByteArrayOutputStream();
      stream(once, schema, List.of(batch), budget);
      List<Batch> slices = new ArrayList<>();
      for (int row = 0; row < 8_192; row += 64) {
        slices.add(batch.slice(row, 64));
      }
      stream(often, schema, slices, budget);
      slices.forEach(Batch::close);
      // Per message some metadata and padding, but no second dictionary.
      assertThat(often.size() - once.size()).isLessThan(128 * 1_024);
    }
  }

  @Test
  void streamsGoThroughChannelsOneBehindTheOther(MemoryBudget budget) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RandomBatches random = new RandomBatches(34, budget);
    try (Batch a = random.next(EVERY, 500);
        Batch b = random.next(EVERY, 300)) {
      stream(bytes, EVERY, List.of(a), budget);
      stream(bytes, EVERY, List.of(b), budget);
      var channel = Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray()));
      for (Batch expected : List.of(a, b)) {
        try (IpcReader reader = IpcReader.stream(channel, "pipe", budget, 1024);
            Batch actual = Objects.requireNonNull(reader.next())) {
          compare(BatchRows.toRows(actual), BatchRows.toRows(expected));
          assertThat(reader.next()).isNull();
        }
      }
    }
  }

  @Test
  void filtersLeaveTheStringsBehindThatNobodySees(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("s", DType.UTF8));
    try (Batch batch = new RandomBatches(35, budget).nulls(0).next(schema, 20_000);
        Batch slice = batch.slice(6_400, 64)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      stream(bytes, schema, List.of(slice), budget);
      assertThat(bytes.size()).isLessThan(40_000);
      var channel = Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray()));
      try (IpcReader reader = IpcReader.stream(channel, "pipe", budget, 1024);
          Batch actual = Objects.requireNonNull(reader.next())) {
        compare(BatchRows.toRows(actual), BatchRows.toRows(slice));
      }
    }
  }

  @Test
  void splitsAreWholeRecordBatchesInTheOrderOfTheFile(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("a", DType.INT64), Field.of("b", DType.UTF8));
    RandomBatches random = new RandomBatches(36, budget);
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      batches.add(random.next(schema, 60_000));
    }
    Path path = write(true, IpcWriteOptions.PORTABLE, schema, batches, budget);
    IpcSource source = IpcSource.open(path);
    List<? extends Split> splits = source.splits(ScanRequest.of(List.of("b", "a")));
    assertThat(splits).hasSize(2);
    assertThat(splits)
        .extracting(Split::rowCount)
        .containsExactly(OptionalLong.of(180_000), OptionalLong.of(120_000));
    assertThat(source.rowCount()).hasValue(300_000);
    long[] rows = {0};
    BatchRows.forEach(
        source,
        ScanRequest.of(List.of("b", "a")),
        budget,
        8192,
        batch -> {
          assertThat(batch.schema().names()).containsExactly("b", "a");
          assertThat(batch.rows()).isLessThanOrEqualTo(8192);
          rows[0] += batch.rows();
        });
    assertThat(rows[0]).isEqualTo(300_000);
    BatchRows.forEach(
        source, ScanRequest.of(List.of()), budget, 65_536, batch -> rows[0] -= batch.rows());
    assertThat(rows[0]).isZero();
    assertThatThrownBy(() -> source.splits(ScanRequest.of(List.of("A"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("did you mean 'a'");
    batches.forEach(Batch::close);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesWithoutRowsHaveTheirSchema(boolean indexed, MemoryBudget budget) {
    Path path = write(indexed, IpcWriteOptions.PORTABLE, EVERY, List.of(), budget);
    IpcSource source = IpcSource.open(path);
    assertThat(source.schema()).isEqualTo(EVERY);
    assertThat(BatchRows.toRows(source, ScanRequest.of(EVERY.names()), budget, 64)).isEmpty();
  }

  @Test
  void withoutCommitNothingStays(MemoryBudget budget) {
    Path path = folder.resolve("x.arrow");
    try (Batch batch = new RandomBatches(37, budget).next(EVERY, 1_000);
        Sink sink = IpcSink.file(path, EVERY, IpcWriteOptions.PORTABLE, budget)) {
      sink.write(batch);
      assertThatThrownBy(() -> IpcSink.file(folder, EVERY, IpcWriteOptions.PORTABLE, budget))
          .isInstanceOf(StorageException.class);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aReaderClosedInTheMiddleFreesWhatItHeld(MemoryBudget budget) {
    RandomBatches random = new RandomBatches(38, budget).dictionary(true);
    List<Batch> batches = List.of(random.next(EVERY, 500), random.next(EVERY, 500));
    Path path = write(false, IpcWriteOptions.NATIVE, EVERY, batches, budget);
    Split split = IpcSource.open(path).splits(ScanRequest.of(EVERY.names())).getFirst();
    Batch first;
    try (BatchReader reader = split.open(budget, 64)) {
      first = Objects.requireNonNull(reader.next());
    }
    compare(BatchRows.toRows(first), BatchRows.toRows(batches.getFirst()).subList(0, 64));
    first.close();
    batches.forEach(Batch::close);
  }

  private Path write(
      boolean indexed,
      IpcWriteOptions options,
      Schema schema,
      List<Batch> batches,
      MemoryBudget budget) {
    Path path = folder.resolve("round-trip-" + indexed + ".arrow");
    try (Sink sink =
        indexed
            ? IpcSink.file(path, schema, options, budget)
            : IpcSink.stream(path, schema, options, budget)) {
      batches.forEach(sink::write);
      long rows = batches.stream().mapToLong(Batch::rows).sum();
      assertThat(sink.commit()).isEqualTo(new Sink.Written(rows, path.toFile().length()));
    }
    assertThat(Files.exists(path)).isTrue();
    return path;
  }

  private static void stream(
      ByteArrayOutputStream bytes, Schema schema, List<Batch> batches, MemoryBudget budget) {
    IpcOutput out = IpcOutput.to(Channels.newChannel(bytes), "memory");
    try (IpcWriter writer = new IpcWriter(out, schema, IpcWriteOptions.NATIVE, budget)) {
      batches.forEach(writer::write);
      writer.finish();
    }
  }

  private static void compare(Path path, List<Batch> batches, int batchRows, MemoryBudget budget) {
    IpcSource source = IpcSource.open(path);
    List<List<@Nullable Object>> expected = new ArrayList<>();
    batches.forEach(batch -> expected.addAll(BatchRows.toRows(batch)));
    assertThat(source.schema()).isEqualTo(batches.getFirst().schema());
    BatchRows.forEach(
        source,
        ScanRequest.of(source.schema().names()),
        budget,
        batchRows,
        IpcRoundTripTest::checkContract);
    compare(
        BatchRows.toRows(source, ScanRequest.of(source.schema().names()), budget, batchRows),
        expected);
  }

  static void compare(List<List<@Nullable Object>> actual, List<List<@Nullable Object>> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int row = 0; row < expected.size(); row++) {
      assertThat(RandomColumns.exact(actual.get(row)))
          .as("row %d", row)
          .isEqualTo(RandomColumns.exact(expected.get(row)));
    }
  }

  /** What stands under a null must be harmless, for kernels work on it too. */
  static void checkContract(Batch batch) {
    for (ColumnVector column : batch.columns()) {
      for (int row = 0; row < column.length(); row++) {
        if (column.isNull(row) && column.isDictionary()) {
          assertThat(code(column, row)).isBetween(0, column.dictionary().length() - 1);
        } else if (column.isNull(row) && column.type().isView()) {
          assertThat(code(column, 4 * row)).isZero();
        }
      }
    }
  }

  private static int code(ColumnVector column, int index) {
    return column.values().get(ValueLayout.JAVA_INT_UNALIGNED, 4L * index);
  }
}
