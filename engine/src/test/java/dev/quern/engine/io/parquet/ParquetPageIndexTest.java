package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.AnyOf;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.parquet.write.Compression;
import dev.quern.engine.io.parquet.write.ParquetSink;
import dev.quern.engine.io.parquet.write.ParquetWriteOptions;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.parquet.format.ColumnChunk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages that a predicate rules out are passed over, and no row that meets it is. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ParquetPageIndexTest {
  private static final Schema NUMBERS =
      Schema.of(new Field("number", DType.INT64, false), Field.of("text", DType.UTF8));
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "NUMBER, EQUAL, 1234, 1200, 1300",
    "NUMBER, LESS, 100, 0, 100",
    "NUMBER, LESS_OR_EQUAL, 100, 0, 200",
    "NUMBER, GREATER, 2899, 2900, 3000",
    "NUMBER, EQUAL, 3000, 0, 0",
    "TEXT, EQUAL, 1234, 1200, 1300",
    "TEXT, STARTS_WITH, 1234, 1200, 1300",
    "TEXT, IN, 1234, 1200, 1300",
    "NUMBER, IN, 1234, 1200, 1300",
    "TEXT, GREATER_OR_EQUAL, 2900, 2900, 3000",
    "TEXT, IS_NULL, 0, 500, 600",
  })
  void onlyPagesThatCanMatchAreRead(
      String column, Comparison comparison, long value, int from, int to, MemoryBudget budget) {
    ParquetSource source = ParquetSource.open(List.of(numbers(budget)));
    boolean text = column.equals("TEXT");
    ColumnPredicate predicate =
        new ColumnPredicate(
            text ? "text" : "number", comparison, operand(comparison, text ? text(value) : value));

    List<Object> read = new ArrayList<>();
    BatchRows.toRows(
            source, new ScanRequest(List.of("text", "number"), List.of(predicate)), budget, 64)
        .forEach(row -> read.add(row.get(1)));

    List<Object> expected = new ArrayList<>();
    for (long i = from; i < to; i++) {
      expected.add(i);
    }
    assertThat(read).isEqualTo(expected);
  }

  @Test
  void onlyPagesOfOneOfSeveralConditionsAreRead(MemoryBudget budget) {
    ParquetSource source = ParquetSource.open(List.of(numbers(budget)));
    ScanPredicate text = new ColumnPredicate("text", Comparison.EQUAL, text(1_234));
    ScanPredicate least = new ColumnPredicate("number", Comparison.LESS, 50L);
    ScanPredicate most = new ColumnPredicate("number", Comparison.GREATER, 2_850L);
    ScanPredicate isNull = new ColumnPredicate("text", Comparison.IS_NULL, 0L);
    ScanPredicate other = new ColumnPredicate("number", Comparison.EQUAL, "x");

    assertThat(numbers(source, budget, new AnyOf(List.of(List.of(text), List.of(most)))))
        .containsExactly(1_200L, 2_800L, 2_900L);
    assertThat(numbers(source, budget, new AnyOf(List.of(List.of(text, most), List.of(least)))))
        .containsExactly(0L);
    assertThat(numbers(source, budget, new AnyOf(List.of(List.of(least), List.of(isNull))), isNull))
        .containsExactly(500L);
    assertThat(numbers(source, budget, new AnyOf(List.of(List.of(least), List.of(other)))))
        .hasSize(30);
  }

  /* The first number of each page that is read. */
  private static List<Long> numbers(
      ParquetSource source, MemoryBudget budget, ScanPredicate... predicates) {
    return BatchRows.toRows(
            source, new ScanRequest(List.of("number"), List.of(predicates)), budget, 64)
        .stream()
        .map(row -> (Long) row.getFirst())
        .filter(number -> number % 100 == 0)
        .toList();
  }

  @Test
  void whatIsSkippedIsNotEvenRead(MemoryBudget budget) throws IOException {
    Path file = numbers(budget);
    ParquetFile footer = ParquetFile.open(file);
    FileColumn.Flat column = (FileColumn.Flat) footer.column("number").orElseThrow();
    byte[] bytes = Files.readAllBytes(file);
    // All pages of the column but the first, whose header the reader has seen, and the last.
    int start = (int) footer.chunk(0, column).start();
    Arrays.fill(bytes, start + 1_000, start + 20_000, (byte) 0xAA);
    Files.write(file, bytes);

    ParquetSource source = ParquetSource.open(List.of(file));
    assertThat(rows(source, "number", Comparison.GREATER_OR_EQUAL, 2_950L, budget)).hasSize(100);
  }

  @Test
  void anIndexThatIsBrokenDecidesNothing(MemoryBudget budget) throws IOException {
    Path file = numbers(budget);
    ColumnChunk chunk =
        Objects.requireNonNull(ParquetFile.open(file).rowGroups().getFirst().getColumns())
            .getFirst();
    byte[] good = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 200; round++) {
      byte[] bytes = good.clone();
      boolean offsets = round % 2 == 0;
      long start = offsets ? chunk.getOffset_index_offset() : chunk.getColumn_index_offset();
      int length = offsets ? chunk.getOffset_index_length() : chunk.getColumn_index_length();
      // Its beginning: types, sizes of lists, the first pages. Values inside are to be believed.
      bytes[(int) start + random.nextInt(Math.min(6, length))] = (byte) random.nextInt(256);
      Files.write(file, bytes);
      assertThat(rows(ParquetSource.open(List.of(file)), "number", Comparison.EQUAL, 777L, budget))
          .as("round %d", round)
          .contains(List.of(777L));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1, 2147483647, false, 50", "0.5, 20, true, 20000", "0.0, 900, false, 64"})
  void noRowIsLostOfColumnsOfEveryType(
      double nulls, int distinct, boolean dictionary, int pageRows, MemoryBudget budget) {
    RandomBatches random =
        new RandomBatches(4, budget).nulls(nulls).distinct(distinct).dictionary(dictionary);
    Path file = folder.resolve("t.parquet");
    ParquetWriteOptions options =
        ParquetWriteOptions.DEFAULT
            .withRowGroups(1_000, 128L << 20)
            .withPages(pageRows, 1 << 20)
            .withDictionary(4_096);
    try (ParquetSink sink = ParquetSink.create(file, RandomBatches.ALL, options, budget)) {
      for (int rows : List.of(700, 1, 900)) {
        try (Batch batch = random.next(RandomBatches.ALL, rows)) {
          sink.write(batch);
        }
      }
      sink.commit();
    }
    check(file, budget);
  }

  @Test
  void noRowIsLostOfWhatOthersWrite(MemoryBudget budget) throws IOException {
    for (Path file : Corpus.files()) {
      check(file, budget);
    }
  }

  private static void check(Path file, MemoryBudget budget) {
    ParquetSource source = ParquetSource.open(List.of(file));
    SplittableRandom random = new SplittableRandom(1);
    for (String column : source.schema().names()) {
      List<List<@Nullable Object>> all;
      try {
        all = BatchRows.toRows(source, ScanRequest.of(List.of(column)), budget, 1024);
      } catch (DataException | UnsupportedDataException e) {
        continue; // what is broken or cannot be read is the matter of other tests
      }
      for (int round = 0; round < 2 && !all.isEmpty(); round++) {
        Object value = constant(all.get(random.nextInt(all.size())).getFirst());
        if (value != null) {
          check(source, column, all, value, budget);
        }
      }
    }
  }

  private static void check(
      ParquetSource source,
      String column,
      List<List<@Nullable Object>> all,
      Object value,
      MemoryBudget budget) {
    for (Comparison comparison : Comparison.values()) {
      Object to = operand(comparison, value);
      List<List<@Nullable Object>> left = rows(source, column, comparison, to, budget);
      assertThat(left.stream().filter(row -> meets(row.getFirst(), comparison, to)).count())
          .as("%s: %s %s %s", source, column, comparison, to)
          .isEqualTo(all.stream().filter(row -> meets(row.getFirst(), comparison, to)).count());
    }
  }

  private static Object operand(Comparison comparison, Object value) {
    if (comparison == Comparison.STARTS_WITH && value instanceof String text) {
      return text.substring(
          0, text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2));
    }
    return comparison == Comparison.IN ? List.of(value) : value;
  }

  private static List<List<@Nullable Object>> rows(
      ParquetSource source,
      String column,
      Comparison comparison,
      Object value,
      MemoryBudget budget) {
    ColumnPredicate predicate = new ColumnPredicate(column, comparison, value);
    return BatchRows.toRows(
        source, new ScanRequest(List.of(column), List.of(predicate)), budget, 256);
  }

  private static boolean meets(@Nullable Object value, Comparison comparison, Object to) {
    if (comparison == Comparison.IS_NULL || value == null) {
      return comparison == Comparison.IS_NULL && value == null;
    }
    if (comparison == Comparison.IS_NOT_NULL) {
      return true;
    }
    if (comparison == Comparison.STARTS_WITH) {
      return value instanceof String text && text.startsWith(to.toString());
    }
    int order = compare(constant(value), to instanceof List<?> values ? values.getFirst() : to);
    return switch (comparison) {
      case EQUAL, IN -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case STARTS_WITH, IS_NULL, IS_NOT_NULL -> throw new IllegalArgumentException();
    };
  }

  private static int compare(@Nullable Object value, Object to) {
    return switch (value) {
      case Long a -> a.compareTo((Long) to);
      // Both zeros are equal.
      case Double a -> Double.compare(a + 0.0, (Double) to + 0.0);
      case Boolean a -> a.compareTo((Boolean) to);
      case BigDecimal a -> a.compareTo((BigDecimal) to);
      case String a ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), ((String) to).getBytes(StandardCharsets.UTF_8));
      case null, default -> throw new IllegalArgumentException(value + " is no constant");
    };
  }

  /* A value as predicates have it; null for what is not tried. */
  private static @Nullable Object constant(@Nullable Object value) {
    return switch (value) {
      case Byte n -> (Object) n.longValue();
      case Short n -> n.longValue();
      case Integer n -> n.longValue();
      case Float n -> n.doubleValue();
      case Long n -> n;
      case Double n -> n;
      case Boolean b -> b;
      case BigDecimal d -> d;
      case BigInteger n -> new BigDecimal(n);
      case String s -> s;
      case null, default -> null;
    };
  }

  /* 3,000 rows in pages of 100, one of which has no text. */
  private Path numbers(MemoryBudget budget) {
    Path file = folder.resolve("n.parquet");
    ParquetWriteOptions options =
        ParquetWriteOptions.DEFAULT
            .withCompression(Compression.UNCOMPRESSED)
            .withPages(100, 1 << 20)
            .withDictionary(0);
    try (ColumnBuilder numbers = new ColumnBuilder(budget, DType.INT64, 3_000);
        ColumnBuilder texts = new ColumnBuilder(budget, DType.UTF8, 3_000);
        ParquetSink sink = ParquetSink.create(file, NUMBERS, options, budget)) {
      for (long i = 0; i < 3_000; i++) {
        numbers.append(i);
        if (i >= 500 && i < 600) {
          texts.appendNull();
        } else {
          texts.append(text(i));
        }
      }
      try (Batch batch = Batch.of(NUMBERS, 3_000, List.of(numbers.build(), texts.build()))) {
        sink.write(batch);
      }
      sink.commit();
    }
    return file;
  }

  /* Longer than what bounds keep, and different before that. */
  private static String text(long i) {
    return "%08d".formatted(i) + "x".repeat(80);
  }
}
