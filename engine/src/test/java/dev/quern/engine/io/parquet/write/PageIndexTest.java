package dev.quern.engine.io.parquet.write;

import static org.apache.parquet.filter2.predicate.FilterApi.binaryColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.eq;
import static org.apache.parquet.filter2.predicate.FilterApi.gt;
import static org.apache.parquet.filter2.predicate.FilterApi.longColumn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The indexes of pages that are written, as parquet-java reads and uses them. */
@ExtendWith(LeakCheck.class)
class PageIndexTest {
  private static final Schema NUMBERS =
      Schema.of(Field.of("number", DType.INT64), Field.of("text", DType.UTF8));
  @TempDir Path folder;

  @Test
  void parquetJavaReadsOnlyPagesThatCanMatch(MemoryBudget budget) throws IOException {
    for (int dictionaryBytes : List.of(0, 1 << 20)) {
      Path file = folder.resolve(dictionaryBytes + ".parquet");
      ParquetWriteOptions options =
          ParquetWriteOptions.DEFAULT.withPages(100, 1 << 20).withDictionary(dictionaryBytes);
      try (ColumnBuilder numbers = new ColumnBuilder(budget, DType.INT64, 3_000);
          ColumnBuilder texts = new ColumnBuilder(budget, DType.UTF8, 3_000);
          ParquetSink sink = ParquetSink.create(file, NUMBERS, options, budget)) {
        for (long i = 0; i < 3_000; i++) {
          numbers.append(i / 10);
          texts.append(text(i / 10));
        }
        try (Batch batch = Batch.of(NUMBERS, 3_000, List.of(numbers.build(), texts.build()))) {
          sink.write(batch);
        }
        sink.commit();
      }
      assertThat(rows(file, eq(longColumn("number"), 123L))).isEqualTo(100);
      assertThat(rows(file, gt(longColumn("number"), 289L))).isEqualTo(100);
      assertThat(rows(file, eq(longColumn("number"), 300L))).isZero();
      assertThat(rows(file, eq(binaryColumn("text"), Binary.fromString(text(123))))).isEqualTo(100);
      assertThat(rows(file, eq(binaryColumn("text"), null))).isZero();
    }
  }

  @Test
  void columnsOfEveryTypeHaveOneThatFitsTheirPages(MemoryBudget budget) throws IOException {
    RandomBatches random = new RandomBatches(2, budget).nulls(0.3);
    Path file = folder.resolve("t.parquet");
    try (ParquetSink sink =
        ParquetSink.create(
            file,
            RandomBatches.ALL,
            ParquetWriteOptions.DEFAULT.withRowGroups(900, 1 << 27).withPages(200, 1 << 20),
            budget)) {
      try (Batch batch = random.next(RandomBatches.ALL, 2_000)) {
        sink.write(batch);
      }
      sink.commit();
    }
    try (var reader = ParquetJavaRows.open(file)) {
      for (BlockMetaData block : reader.getFooter().getBlocks()) {
        for (ColumnChunkMetaData column : block.getColumns()) {
          OffsetIndex pages = reader.readOffsetIndex(column);
          ColumnIndex bounds = reader.readColumnIndex(column);
          if (column.getPath().toArray().length > 1 && pages == null) {
            assertThat(bounds).as("%s, a list", column.getPath()).isNull();
            continue;
          }
          if (column.getPath().toDotString().equals("interval")) {
            assertThat(bounds).as("intervals have no order").isNull();
            continue;
          }
          List<Long> firstRows = new ArrayList<>();
          long nulls = 0;
          for (int i = 0; i < pages.getPageCount(); i++) {
            firstRows.add(pages.getFirstRowIndex(i));
            nulls += bounds.getNullCounts().get(i);
          }
          assertThat(firstRows).isSorted().startsWith(0L);
          assertThat(firstRows).hasSize((int) (block.getRowCount() + 199) / 200);
          assertThat(nulls).isEqualTo(column.getStatistics().getNumNulls());
        }
      }
    }
  }

  private static long rows(Path file, FilterPredicate predicate) throws IOException {
    try (var reader = ParquetJavaRows.open(file, predicate)) {
      return reader.getFilteredRecordCount();
    }
  }

  private static String text(long i) {
    return "%08d".formatted(i) + "x".repeat(80);
  }
}
