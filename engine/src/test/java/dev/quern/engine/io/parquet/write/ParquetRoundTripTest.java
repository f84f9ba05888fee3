package dev.quern.engine.io.parquet.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Sink;
import dev.quern.engine.io.Split;
import dev.quern.engine.io.parquet.ParquetSource;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written here is read here again. */
@ExtendWith(LeakCheck.class)
class ParquetRoundTripTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Compression.class)
  void everyTypeComesBack(Compression compression, MemoryBudget budget) {
    // Parquet has no timestamps in seconds.
    Schema schema =
        RandomBatches.EVERY_TYPE.with(Field.of("seconds", DType.timestamp(TimeUnit.MILLI)));
    RandomBatches random = new RandomBatches(61, budget);
    List<Batch> batches =
        List.of(
            random.next(schema, 2_000),
            random.distinct(20).next(schema, 3_000),
            random.dictionary(true).nulls(0.5).next(schema, 2_500));
    ParquetWriteOptions options =
        ParquetWriteOptions.DEFAULT
            .withCompression(compression)
            .withRowGroups(3_000, 1 << 20)
            .withPages(700, 1 << 20);
    Path file = write(schema, options, batches, budget);
    List<List<@Nullable Object>> expected = new ArrayList<>();
    for (Batch batch : batches) {
      expected.addAll(BatchRows.toRows(batch));
      batch.close();
    }
    ParquetSource source = ParquetSource.open(List.of(file));
    assertThat(source.schema()).isEqualTo(schema);
    List<List<@Nullable Object>> actual =
        BatchRows.toRows(source, ScanRequest.of(schema.names()), budget, 640);
    assertThat(actual).hasSameSizeAs(expected);
    for (int row = 0; row < expected.size(); row++) {
      if (!Objects.deepEquals(actual.get(row).toArray(), expected.get(row).toArray())) {
        assertThat(actual.get(row)).as("row %d", row).isEqualTo(expected.get(row));
      }
    }
  }

  @Test
  void statisticsLetRowGroupsBeSkipped(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("name", DType.UTF8));
    List<Batch> batches = new ArrayList<>();
    for (String letter : List.of("a", "m", "z")) {
      try (ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, 64)) {
        for (int i = 0; i < 64; i++) {
          builder.append(letter.repeat(100 + i));
        }
        batches.add(Batch.of(schema, 64, List.of(builder.build())));
      }
    }
    ParquetWriteOptions options = ParquetWriteOptions.DEFAULT.withRowGroups(64, 1 << 20);
    Path file = write(schema, options, batches, budget);
    batches.forEach(Batch::close);
    ParquetSource source = ParquetSource.open(List.of(file));
    ColumnPredicate between = new ColumnPredicate("name", Comparison.EQUAL, "m".repeat(120));
    List<? extends Split> splits = source.splits(new ScanRequest(schema.names(), List.of(between)));
    assertThat(splits).hasSize(1);
    assertThat(splits.getFirst().rowCount()).hasValue(64);
  }

  private Path write(
      Schema schema, ParquetWriteOptions options, List<Batch> batches, MemoryBudget budget) {
    Path file = folder.resolve("round-trip.parquet");
    try (Sink sink = ParquetSink.create(file, schema, options, budget)) {
      batches.forEach(sink::write);
      sink.commit();
    }
    return file;
  }
}
