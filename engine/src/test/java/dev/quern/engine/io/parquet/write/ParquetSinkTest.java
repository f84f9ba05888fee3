package dev.quern.engine.io.parquet.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimestampType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class ParquetSinkTest {
  private static final Schema TEXT = Schema.of(Field.of("s", DType.UTF8));
  private static final Schema NUMBER = Schema.of(Field.of("x", DType.INT64));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Compression.class)
  void everyTypeReadsBackByBothOracles(Compression compression, MemoryBudget budget)
      throws Exception {
    RandomBatches random = new RandomBatches(11, budget);
    ParquetWriteOptions options = ParquetWriteOptions.DEFAULT.withCompression(compression);
    check(
        options.withRowGroups(5_000, 128 << 20).withPages(1_777, 1 << 20),
        RandomBatches.EVERY_TYPE,
        List.of(
            random.next(RandomBatches.EVERY_TYPE, 3_001),
            random.distinct(20).next(RandomBatches.EVERY_TYPE, 4_000),
            random.dictionary(true).next(RandomBatches.EVERY_TYPE, 4_500)));
  }

  @ParameterizedTest
  @CsvSource({"100000, 1048576", "700, 1048576", "13, 1048576", "100000, 300"})
  void listsAndStructsReadBackByParquetJava(int pageRows, int pageBytes, MemoryBudget budget)
      throws Exception {
    RandomBatches random = new RandomBatches(21, budget);
    check(
        ParquetWriteOptions.DEFAULT.withRowGroups(3_000, 128 << 20).withPages(pageRows, pageBytes),
        RandomBatches.NESTED,
        List.of(
            random.next(RandomBatches.NESTED, 2_001),
            random.nulls(0).distinct(20).next(RandomBatches.NESTED, 1_000),
            random.nulls(0.4).dictionary(true).next(RandomBatches.NESTED, 1_500)));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 1000", "0.02, 3", "0.5, 200", "0.97, 10", "1, 5"})
  void nullsInAnyShareWithAnyRepetition(double nulls, int distinct, MemoryBudget budget)
      throws Exception {
    for (boolean dictionary : new boolean[] {false, true}) {
      RandomBatches random =
          new RandomBatches(12, budget).nulls(nulls).distinct(distinct).dictionary(dictionary);
      check(
          ParquetWriteOptions.DEFAULT.withRowGroups(3_000, 1 << 20).withPages(1_000, 1 << 20),
          RandomBatches.EVERY_TYPE,
          List.of(
              random.next(RandomBatches.EVERY_TYPE, 2_500),
              random.next(RandomBatches.EVERY_TYPE, 2_500)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 65, 1023, 1024, 1025})
  void anyNumberOfRows(int rows, MemoryBudget budget) throws Exception {
    RandomBatches random = new RandomBatches(rows, budget).distinct(30);
    check(
        ParquetWriteOptions.DEFAULT,
        RandomBatches.EVERY_TYPE,
        List.of(random.next(RandomBatches.EVERY_TYPE, rows)));
  }

  @Test
  void columnsDeclaredNotNullHaveNoLevels(MemoryBudget budget) throws Exception {
    Schema required =
        Schema.of(
            RandomBatches.EVERY_TYPE.fields().stream()
                .map(field -> new Field(field.name(), field.type(), false))
                .toList());
    RandomBatches random = new RandomBatches(13, budget).distinct(50);
    Path file = check(ParquetWriteOptions.DEFAULT, required, List.of(random.next(required, 5_000)));
    assertThat(ParquetJavaRows.footer(file).getFileMetaData().getSchema().getColumns())
        .allMatch(column -> column.getMaxDefinitionLevel() == 0);
  }

  @Test
  void dictionariesThatOutgrowTheirLimitGoOnPlain(MemoryBudget budget) throws Exception {
    RandomBatches random = new RandomBatches(14, budget).nulls(0.2);
    List<Batch> batches = new ArrayList<>();
    for (int distinct : new int[] {5, 20, 4_000, 10}) {
      batches.add(random.distinct(distinct).next(RandomBatches.EVERY_TYPE, 4_000));
    }
    Path file =
        check(
            ParquetWriteOptions.DEFAULT.withDictionary(600).withPages(1_500, 1 << 20),
            RandomBatches.EVERY_TYPE,
            batches);
    ColumnChunkMetaData text = chunk(file, 0, "text");
    assertThat(text.getEncodingStats().getNumDataPagesEncodedAs(Encoding.RLE_DICTIONARY))
        .isPositive();
    assertThat(text.getEncodingStats().getNumDataPagesEncodedAs(Encoding.PLAIN)).isPositive();
  }

  @Test
  void repeatedValuesBecomeADictionaryAndDistinctOnesDoNot(MemoryBudget budget) throws Exception {
    RandomBatches random = new RandomBatches(15, budget);
    Path few =
        check(ParquetWriteOptions.DEFAULT, TEXT, List.of(random.distinct(10).next(TEXT, 10_000)));
    assertThat(chunk(few, 0, "s").getEncodingStats().hasNonDictionaryEncodedPages()).isFalse();
    Path many =
        check(ParquetWriteOptions.DEFAULT, NUMBER, List.of(distinctNumbers(10_000, budget)));
    assertThat(chunk(many, 0, "x").getEncodingStats().hasDictionaryPages()).isFalse();
  }

  @Test
  void stringsLongerThanAPageAreAPageEach(MemoryBudget budget) throws Exception {
    List<ColumnVector> columns;
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, 64)) {
      for (int i = 0; i < 50; i++) {
        builder.append((i + "-").repeat(i % 3 == 0 ? 40_000 : i));
        builder.appendNull();
      }
      columns = List.of(builder.build());
    }
    Path file =
        check(
            ParquetWriteOptions.DEFAULT.withPages(20_000, 4_096).withDictionary(0),
            TEXT,
            List.of(Batch.of(TEXT, 100, columns)));
    assertThat(chunk(file, 0, "s").getEncodingStats().getNumDataPagesEncodedAs(Encoding.PLAIN))
        .isGreaterThanOrEqualTo(17);
  }

  @Test
  void rowGroupsEndAtTheirRowsAndAtTheirBytes(MemoryBudget budget) throws Exception {
    RandomBatches random = new RandomBatches(16, budget).nulls(0);
    Path byRows =
        check(
            ParquetWriteOptions.DEFAULT.withRowGroups(1_000, 1 << 20),
            NUMBER,
            List.of(random.next(NUMBER, 700), random.next(NUMBER, 2_500)));
    assertThat(ParquetJavaRows.footer(byRows).getBlocks())
        .extracting(BlockMetaData::getRowCount)
        .containsExactly(1000L, 1000L, 1000L, 200L);
    Path byBytes =
        check(
            ParquetWriteOptions.DEFAULT.withRowGroups(1_000_000, 100_000),
            NUMBER,
            List.of(distinctNumbers(60_000, budget)));
    assertThat(ParquetJavaRows.footer(byBytes).getBlocks()).hasSizeGreaterThan(3);
  }

  /** A dictionary of one long string stands for any number of bytes once it is written out. */
  @Test
  void longStringsThatADictionaryRepeatsStayWithinBoundedMemory(MemoryBudget root)
      throws Exception {
    try (MemoryBudget budget = root.child("writer", 48 << 20);
        ColumnBuilder entry = new ColumnBuilder(root, DType.BINARY, 1)) {
      byte[] noise = new byte[2 << 20];
      new SplittableRandom(17).nextBytes(noise);
      int rows = 100;
      ColumnVector column =
          ColumnVector.dictionary(
              rows, root.allocateZeroed(4L * rows), null, entry.append(noise).build());
      Schema schema = Schema.of(Field.of("b", DType.BINARY));
      ParquetWriteOptions options = ParquetWriteOptions.DEFAULT.withRowGroups(100_000, 8 << 20);
      try (Batch batch = Batch.of(schema, rows, List.of(column));
          Sink sink = sink("big.parquet", schema, options, budget)) {
        sink.write(batch);
        assertThat(sink.commit().rows()).isEqualTo(rows);
      }
    }
    assertThat(
            DuckDbRows.single(
                "SELECT count(*) FROM read_parquet('%s') WHERE octet_length(b) = %d"
                    .formatted(folder.resolve("big.parquet"), 2 << 20)))
        .isEqualTo(100L);
  }

  @Test
  void statisticsBoundTheValues(MemoryBudget budget) throws Exception {
    String longest = "zürich ".repeat(20);
    Schema schema =
        Schema.of(
            Field.of("s", DType.UTF8),
            Field.of("d", DType.FLOAT64),
            Field.of("n", DType.decimal(30, 0)),
            Field.of("none", DType.INT32));
    try (ColumnBuilder s = new ColumnBuilder(budget, DType.UTF8, 4);
        ColumnBuilder d = new ColumnBuilder(budget, DType.FLOAT64, 4);
        ColumnBuilder n = new ColumnBuilder(budget, DType.decimal(30, 0), 4);
        ColumnBuilder none = new ColumnBuilder(budget, DType.INT32, 4)) {
      s.append("aarau").append(longest).appendNull().append("bern");
      d.append(0.0).append(Double.NaN).append(0.0).append(-0.0);
      n.append(new BigDecimal("-5")).append(new BigDecimal(7)).appendNull();
      n.append(new BigDecimal("123456789012345678901234567890"));
      none.appendNull().appendNull().appendNull().appendNull();
      Path file =
          check(
              ParquetWriteOptions.DEFAULT,
              schema,
              List.of(Batch.of(schema, 4, List.of(s.build(), d.build(), n.build(), none.build()))));
      var text = chunk(file, 0, "s").getStatistics();
      assertThat(text.getNumNulls()).isEqualTo(1);
      assertThat(new String(text.getMinBytes(), StandardCharsets.UTF_8)).isEqualTo("aarau");
      String max = new String(text.getMaxBytes(), StandardCharsets.UTF_8);
      assertThat(max).isGreaterThan(longest).hasSizeLessThanOrEqualTo(TextBounds.LONGEST);
      Object least = chunk(file, 0, "d").getStatistics().genericGetMin();
      Object greatest = chunk(file, 0, "d").getStatistics().genericGetMax();
      assertThat(least).isEqualTo(-0.0);
      assertThat(greatest).isEqualTo(0.0);
      assertThat(new BigInteger(chunk(file, 0, "n").getStatistics().getMinBytes())).isEqualTo(-5);
      assertThat(chunk(file, 0, "none").getStatistics().hasNonNullValue()).isFalse();
      assertThat(chunk(file, 0, "none").getStatistics().getNumNulls()).isEqualTo(4);
    }
  }

  @Test
  void equalInputGivesEqualBytesHoweverItIsCut(MemoryBudget budget) throws Exception {
    Schema schema = RandomBatches.EVERY_TYPE;
    try (Batch whole = new RandomBatches(18, budget).distinct(100).next(schema, 9_000)) {
      Path once = folder.resolve("once.parquet");
      Path twice = folder.resolve("twice.parquet");
      Path cut = folder.resolve("cut.parquet");
      write(once, schema, ParquetWriteOptions.DEFAULT, List.of(whole), budget);
      write(twice, schema, ParquetWriteOptions.DEFAULT, List.of(whole), budget);
      try (Batch head = whole.slice(0, 3_200);
          Batch tail = whole.slice(3_200, 5_800)) {
        write(cut, schema, ParquetWriteOptions.DEFAULT, List.of(head, tail), budget);
      }
      assertThat(twice).hasSameBinaryContentAs(once);
      assertThat(cut).hasSameBinaryContentAs(once);
    }
  }

  private static Batch distinctNumbers(int rows, MemoryBudget budget) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.INT64, rows)) {
      for (long i = 0; i < rows; i++) {
        builder.append(i * 0x9e3779b97f4a7c15L);
      }
      return Batch.of(NUMBER, rows, List.of(builder.build()));
    }
  }

  private ParquetSink sink(
      String name, Schema schema, ParquetWriteOptions options, MemoryBudget budget) {
    return ParquetSink.create(folder.resolve(name), schema, options, budget);
  }

  private static void write(
      Path file,
      Schema schema,
      ParquetWriteOptions options,
      List<Batch> batches,
      MemoryBudget budget)
      throws IOException {
    long rows = 0;
    try (Sink sink = ParquetSink.create(file, schema, options, budget)) {
      for (Batch batch : batches) {
        sink.write(batch);
        rows += batch.rows();
      }
      assertThat(sink.commit()).isEqualTo(new Sink.Written(rows, Files.size(file)));
    }
  }

  /** Writes and closes the batches, and compares what both oracles read, value by value. */
  private Path check(ParquetWriteOptions options, Schema schema, List<Batch> batches)
      throws Exception {
    Path file = folder.resolve("check-" + System.nanoTime() + ".parquet");
    List<List<@Nullable Object>> expected = new ArrayList<>();
    try (MemoryBudget budget = MemoryBudget.root("writer", LeakCheck.LIMIT)) {
      write(file, schema, options, batches, budget);
    }
    for (Batch batch : batches) {
      for (int row = 0; row < batch.rows(); row++) {
        expected.add(row(batch, row));
      }
      batch.close();
    }
    if (schema.fields().stream().noneMatch(field -> field.type().isNested())) {
      compare("DuckDB", DuckDbRows.read(file, schema), expected, schema);
    }
    compare("parquet-java", ParquetJavaRows.read(file, schema), expected, schema);
    return file;
  }

  private static void compare(
      String oracle,
      List<List<@Nullable Object>> actual,
      List<List<@Nullable Object>> expected,
      Schema schema) {
    assertThat(actual).as(oracle).hasSameSizeAs(expected);
    for (int row = 0; row < expected.size(); row++) {
      for (int i = 0; i < schema.size(); i++) {
        Object is = actual.get(row).get(i);
        Object should = expected.get(row).get(i);
        assertThat(RandomColumns.exact(is))
            .as("%s, row %d of %s", oracle, row, schema.field(i))
            .isEqualTo(RandomColumns.exact(should));
      }
    }
  }

  private static List<@Nullable Object> row(Batch batch, int row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (ColumnVector column : batch.columns()) {
      values.add(
          column.type() instanceof TimestampType && !column.isNull(row)
              ? (Object) Values.longAt(column, row)
              : Values.objectAt(column, row));
    }
    return values;
  }

  private static ColumnChunkMetaData chunk(Path file, int rowGroup, String column)
      throws IOException {
    ParquetMetadata footer = ParquetJavaRows.footer(file);
    return footer.getBlocks().get(rowGroup).getColumns().stream()
        .filter(chunk -> chunk.getPath().toDotString().equals(column))
        .findFirst()
        .orElseThrow();
  }
}
