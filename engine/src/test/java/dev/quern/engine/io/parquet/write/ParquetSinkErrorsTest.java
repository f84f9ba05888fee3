package dev.quern.engine.io.parquet.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a sink refuses, and what it leaves behind then: nothing. */
@ExtendWith(LeakCheck.class)
class ParquetSinkErrorsTest {
  private static final Schema TEXT = Schema.of(Field.of("s", DType.UTF8));
  private static final Schema NUMBER = Schema.of(Field.of("x", DType.INT64));

  @TempDir Path folder;

  @Test
  void aNullInAColumnDeclaredNotNullIsRefusedByName(MemoryBudget budget) {
    Schema required = Schema.of(new Field("key", DType.INT64, false));
    try (Sink sink = sink("x.parquet", required, ParquetWriteOptions.DEFAULT, budget);
        ColumnBuilder keys = new ColumnBuilder(budget, DType.INT64, 2);
        Batch batch = Batch.of(required, 2, List.of(keys.append(1).appendNull().build()))) {
      assertThatThrownBy(() -> sink.write(batch))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("'key'");
      assertThatThrownBy(sink::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void withoutCommitNothingStaysAndTheOldFileIsUntouched(MemoryBudget budget) throws Exception {
    Path target = folder.resolve("kept.parquet");
    Files.writeString(target, "old");
    try (Batch batch = new RandomBatches(19, budget).next(NUMBER, 100_000);
        Sink sink = sink("kept.parquet", NUMBER, ParquetWriteOptions.DEFAULT, budget)) {
      sink.write(batch);
    }
    assertThat(target).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("kept.parquet");
  }

  @Test
  void aTargetThatCannotBeWrittenIsAStorageErrorThatNamesIt(MemoryBudget budget)
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertThatThrownBy(
            () ->
                ParquetSink.create(
                    file.resolve("x.parquet"), NUMBER, ParquetWriteOptions.DEFAULT, budget))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("x.parquet");
    assertThatThrownBy(
            () -> ParquetSink.create(folder, NUMBER, ParquetWriteOptions.DEFAULT, budget))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void aRefusedAllocationLeavesNothing(MemoryBudget root) {
    try (MemoryBudget budget = root.child("tiny", 64 << 10);
        Batch batch = new RandomBatches(20, root).next(RandomBatches.EVERY_TYPE, 20_000)) {
      try (Sink sink = sink("t.parquet", batch.schema(), ParquetWriteOptions.DEFAULT, budget)) {
        assertThatThrownBy(() -> sink.write(batch)).hasMessageContaining("tiny");
      }
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void secondsTooFarForMillisecondsAreRefusedByValue(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("t", DType.timestamp(TimeUnit.SECOND)));
    try (ColumnBuilder times = new ColumnBuilder(budget, schema.field(0).type(), 1);
        Batch batch = Batch.of(schema, 1, List.of(times.append(Long.MAX_VALUE / 10).build()));
        Sink sink = sink("t.parquet", schema, ParquetWriteOptions.DEFAULT, budget)) {
      assertThatThrownBy(() -> sink.write(batch))
          .isInstanceOf(ComputeException.class)
          .hasMessageContaining("922337203685477580");
    }
  }

  @Test
  void aSinkRefusesOtherColumnsAndFilesWithoutColumns(MemoryBudget budget) {
    try (Batch batch = new RandomBatches(21, budget).next(TEXT, 10);
        Sink sink = sink("x.parquet", NUMBER, ParquetWriteOptions.DEFAULT, budget)) {
      assertThatThrownBy(() -> sink.write(batch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(s: utf8)");
    }
    assertThatThrownBy(() -> sink("y.parquet", Schema.of(), ParquetWriteOptions.DEFAULT, budget))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> ParquetWriteOptions.DEFAULT.withPages(0, 100))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("page rows of 0");
  }

  private ParquetSink sink(
      String name, Schema schema, ParquetWriteOptions options, MemoryBudget budget) {
    return ParquetSink.create(folder.resolve(name), schema, options, budget);
  }
}
