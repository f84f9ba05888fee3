package dev.quern.engine.io.parquet.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Bloom filters that are written, as parquet-java reads them. */
@ExtendWith(LeakCheck.class)
class BloomFilterTest {
  private static final Schema NUMBERS =
      Schema.of(Field.of("number", DType.INT64), Field.of("text", DType.UTF8));
  @TempDir Path folder;

  /** As large as the different values of a row group need, whatever else comes in the file. */
  @ParameterizedTest
  @CsvSource({"1, 32", "20, 32", "1000, 2048", "20000, 32768", "60000, 65536"})
  void aFilterIsAsLargeAsItsValuesNeed(int distinct, int bytes, MemoryBudget budget)
      throws IOException {
    Path file = numbers(120_000, distinct, ParquetWriteOptions.DEFAULT, budget);
    try (ParquetFileReader reader = ParquetJavaRows.open(file)) {
      BlockMetaData group = reader.getFooter().getBlocks().getFirst();
      BloomFilter numbers = reader.readBloomFilter(group.getColumns().get(0));
      BloomFilter texts = reader.readBloomFilter(group.getColumns().get(1));
      assertThat(List.of(numbers.getBitsetSize(), texts.getBitsetSize()))
          .allSatisfy(size -> assertThat(size).isBetween(bytes, 2 * bytes));
      int mistaken = 0;
      for (long i = 0; i < distinct; i++) {
        assertThat(numbers.findHash(numbers.hash(i * 3))).as("%d", i).isTrue();
        assertThat(texts.findHash(texts.hash(Binary.fromString("t" + i * 3)))).isTrue();
      }
      for (long i = 0; i < 10_000; i++) {
        mistaken += numbers.findHash(numbers.hash(i * 3 + 1)) ? 1 : 0;
        mistaken += texts.findHash(texts.hash(Binary.fromString("t" + (i * 3 + 1)))) ? 1 : 0;
      }
      assertThat(mistaken).isLessThan(300);
    }
  }

  @Test
  void moreValuesThanFitHaveNone(MemoryBudget budget) throws IOException {
    int rows = 2_400_000;
    Path file =
        numbers(
            rows,
            rows,
            ParquetWriteOptions.DEFAULT.withRowGroups(rows, 1L << 30).withDictionary(0),
            budget);
    try (ParquetFileReader reader = ParquetJavaRows.open(file)) {
      assertThat(reader.getFooter().getBlocks()).hasSize(1);
      assertThat(
              reader.readBloomFilter(reader.getFooter().getBlocks().getFirst().getColumns().get(0)))
          .isNull();
    }
  }

  @Test
  void columnsOfEveryTypeHaveOne(MemoryBudget budget) throws IOException {
    List<String> names = RandomBatches.ALL.names();
    Path file = folder.resolve("t.parquet");
    List<String> able =
        RandomBatches.ALL.fields().stream()
            .filter(field -> field.type() != DType.BOOL && !field.type().isNested())
            .map(Field::name)
            .toList();
    RandomBatches random = new RandomBatches(3, budget).nulls(0.3);
    try (ParquetSink sink =
        ParquetSink.create(
            file,
            RandomBatches.ALL,
            ParquetWriteOptions.DEFAULT.withRowGroups(500, 1 << 27).withBloomFilters(able),
            budget)) {
      try (Batch batch = random.next(RandomBatches.ALL, 1_200)) {
        sink.write(batch);
      }
      sink.commit();
    }
    try (ParquetFileReader reader = ParquetJavaRows.open(file)) {
      for (BlockMetaData group : reader.getFooter().getBlocks()) {
        for (ColumnChunkMetaData column : group.getColumns()) {
          boolean wanted = able.contains(column.getPath().toDotString());
          BloomFilter filter = reader.readBloomFilter(column);
          assertThat(filter != null).as("%s", column.getPath()).isEqualTo(wanted);
        }
      }
    }
    assertThat(ParquetJavaRows.read(file, RandomBatches.ALL)).hasSize(1_200);
    assertThat(names).hasSizeGreaterThan(able.size());
  }

  @Test
  void theSameRowsGiveTheSameBytesHoweverTheyAreCut(MemoryBudget budget) throws IOException {
    Path whole = numbers(5_000, 700, ParquetWriteOptions.DEFAULT, budget);
    byte[] first = Files.readAllBytes(whole);
    Path again = numbers(5_000, 700, ParquetWriteOptions.DEFAULT, budget);
    assertThat(Files.readAllBytes(again)).isEqualTo(first);
  }

  @Test
  void aColumnThatCanHaveNoneIsRefused(MemoryBudget budget) {
    for (String column : List.of("numbr", "flag", "list")) {
      Schema schema =
          Schema.of(
              Field.of("number", DType.INT64),
              Field.of("flag", DType.BOOL),
              Field.of("list", DType.list(DType.INT64)),
              Field.of("struct", DType.struct(Field.of("x", DType.INT32))));
      assertThatThrownBy(
              () ->
                  ParquetSink.create(
                      folder.resolve("x.parquet"),
                      schema,
                      ParquetWriteOptions.DEFAULT.withBloomFilters(List.of("number", column)),
                      budget))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("'%s'", column)
          .hasMessageContaining("[number, struct.x]");
    }
    assertThat(folder).isEmptyDirectory();
  }

  /* Rows that go through `distinct` values, all of which are multiples of three. */
  private Path numbers(int rows, int distinct, ParquetWriteOptions options, MemoryBudget budget) {
    Path file = folder.resolve("n.parquet");
    try (ColumnBuilder numbers = new ColumnBuilder(budget, DType.INT64, rows);
        ColumnBuilder texts = new ColumnBuilder(budget, DType.UTF8, rows);
        ParquetSink sink =
            ParquetSink.create(
                file, NUMBERS, options.withBloomFilters(List.of("number", "text")), budget)) {
      for (int i = 0; i < rows; i++) {
        long value = (long) i % distinct * 3;
        numbers.append(value);
        texts.append("t" + value);
      }
      try (Batch batch = Batch.of(NUMBERS, rows, List.of(numbers.build(), texts.build()))) {
        sink.write(batch);
      }
      sink.commit();
    }
    return file;
  }
}
