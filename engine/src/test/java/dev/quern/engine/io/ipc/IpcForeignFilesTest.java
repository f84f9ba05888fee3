package dev.quern.engine.io.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimeUnit;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow wrote; {@code make.py} beside them says what is in them. */
@ExtendWith(LeakCheck.class)
class IpcForeignFilesTest {
  private static final int ROWS = 60;

  static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(IpcForeignFilesTest.class.getResource("/ipc/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"every-lz4.arrow", "every-zstd.arrow"})
  void everyTypeThatIsReadHasItsValues(String name, MemoryBudget budget) {
    Path path = file(name);
    check(path, "null", i -> null, budget);
    check(path, "uint8", i -> (short) i, budget);
    check(path, "uint16", i -> i == 0 ? 0 : 65_535 - i, budget);
    check(path, "uint32", i -> i == 0 ? 0L : 4_294_967_295L - i, budget);
    BigInteger most = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    check(
        path,
        "uint64",
        i -> i == 0 ? BigInteger.ZERO : most.subtract(BigInteger.valueOf(i)),
        budget);
    check(path, "half", i -> i / 8f, budget);
    check(path, "date64", i -> LocalDate.of(2000, 1, 1).plusDays(i), budget);
    check(path, "text", i -> "x".repeat(i % 40) + i, budget);
    check(path, "large", i -> "y".repeat(i % 40) + i, budget);
    check(path, "view", i -> "z".repeat(i % 40) + i, budget);
    check(path, "fixed", i -> filled(20, i), budget);
    check(path, "short", i -> filled(3, i), budget);
    check(path, "dec32", i -> BigDecimal.valueOf(i - 250, 2), budget);
    check(path, "dec64", i -> BigDecimal.valueOf(i - 250, 2), budget);
    check(path, "dec128", i -> BigDecimal.valueOf(i - 250, 2), budget);
    check(path, "seconds", i -> LocalDateTime.ofEpochSecond(i, 0, ZoneOffset.UTC), budget);
    check(path, "zoned", i -> Instant.ofEpochSecond(0, i * 1000L), budget);
    check(path, "bool", i -> i % 2 == 0, budget);
    check(path, "category", i -> "cat " + "c".repeat(i % 20), budget);
    Long[] small = {10L, 20L, 30L, null, 10L};
    check(path, "small", i -> small[i % 5], budget);
  }

  @ParameterizedTest
  @ValueSource(strings = {"every-lz4.arrow", "every-zstd.arrow"})
  void columnsBehindNestedOnesAreFound(String name, MemoryBudget budget) {
    List<List<@Nullable Object>> rows = read(file(name), "last", budget);
    for (int i = 0; i < ROWS; i++) {
      assertThat(rows.get(i).getFirst()).isEqualTo((long) i);
    }
  }

  /** Equal values must have equal codes, and a dictionary here has no null. */
  @Test
  void aDictionaryWithAValueTwiceAndANullIsCleaned(MemoryBudget budget) {
    Path path = file("every-lz4.arrow");
    String[] words = {"a", "b", "a", null};
    List<List<@Nullable Object>> rows = read(path, "twice", budget);
    for (int i = 0; i < ROWS; i++) {
      assertThat(rows.get(i).getFirst()).isEqualTo(words[i % 4]);
    }
    BatchRows.forEach(
        IpcSource.open(path),
        ScanRequest.of(List.of("twice")),
        budget,
        64,
        batch -> {
          var codes = batch.column(0).values();
          assertThat(batch.column(0).isDictionary()).isTrue();
          assertThat(codes.get(ValueLayout.JAVA_INT, 0))
              .isEqualTo(codes.get(ValueLayout.JAVA_INT, 8));
          assertThat(batch.column(0).dictionary().nullCount()).isZero();
        });
  }

  @Test
  void whatIsNotReadIsLeftOutAndNamedWhenAskedFor() {
    String column = "dec256";
    String type = "Decimal";
    IpcSource source = IpcSource.open(file("every-zstd.arrow"));
    assertThat(source.schema().contains(column)).isFalse();
    assertThat(source.describe()).contains(column + ": " + type);
    assertThatThrownBy(() -> source.splits(ScanRequest.of(List.of("uint8", column))))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContaining("'" + column + "'")
        .hasMessageContaining(type);
  }

  @Test
  void typesAreWidenedAndZonesKept() {
    var schema = IpcSource.open(file("every-zstd.arrow")).schema();
    assertThat(schema.field("uint8").type()).isEqualTo(DType.UINT8);
    assertThat(schema.field("uint64").type()).isEqualTo(DType.UINT64);
    assertThat(schema.field("half").type()).isEqualTo(DType.FLOAT32);
    assertThat(schema.field("time").type()).isInstanceOf(TimeType.class);
    assertThat(schema.field("list").type()).isInstanceOf(ListType.class);
    assertThat(schema.field("struct").type()).isInstanceOf(StructType.class);
    assertThat(schema.field("zoned").type())
        .isEqualTo(DType.timestamp(TimeUnit.MICRO, "Europe/Oslo"));
  }

  @Test
  void dictionariesAreReplacedInStreams(MemoryBudget budget) {
    assertThat(read(file("replaced.arrows"), "word", budget))
        .extracting(List::getFirst)
        .containsExactly("one", "two", "one", "a fourth and longer word", null, "three", "one");
  }

  @Test
  void dictionariesGrowByDeltas(MemoryBudget budget) {
    assertThat(read(file("grown.arrow"), "word", budget))
        .extracting(List::getFirst)
        .containsExactly("one", "two", "one", "a third and longer word", null, "one", "four");
  }

  @Test
  void orderedDictionariesAreCategoricals(MemoryBudget budget) {
    Path grown = file("ordered.arrow");
    assertThat(IpcSource.open(grown).schema().field("size").type())
        .isEqualTo(DType.categorical("small", "medium", "large", "huge"));
    assertThat(read(grown, "size", budget))
        .extracting(List::getFirst)
        .containsExactly("large", "small", null, "medium", "medium", "huge");
    Path stream = file("ordered.arrows");
    assertThat(IpcSource.open(stream).schema().field("size").type())
        .isEqualTo(DType.categorical("small", "medium", "large"));
    assertThat(read(stream, "size", budget))
        .extracting(List::getFirst)
        .containsExactly("large", "small", null, "medium");
  }

  @Test
  void lz4BlocksMayReferToTheOnesBefore(MemoryBudget budget) {
    List<List<@Nullable Object>> rows = read(file("linked-blocks.arrow"), "n", budget);
    assertThat(rows).hasSize(20_000);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).getFirst()).isEqualTo(i % 10L);
    }
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static void check(
      Path path, String column, IntFunction<@Nullable Object> expected, MemoryBudget budget) {
    List<List<@Nullable Object>> rows = read(path, column, budget);
    assertThat(rows).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(rows.get(i).getFirst())
          .as("%s, row %d", column, i)
          .isEqualTo(i % 7 == 3 ? null : expected.apply(i));
    }
  }

  private static List<List<@Nullable Object>> read(Path path, String column, MemoryBudget budget) {
    return BatchRows.toRows(IpcSource.open(path), ScanRequest.of(List.of(column)), budget, 64);
  }
}
