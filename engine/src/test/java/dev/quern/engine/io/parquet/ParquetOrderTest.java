package dev.quern.engine.io.parquet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.io.OrderedColumn;
import dev.quern.engine.io.parquet.write.ParquetSink;
import dev.quern.engine.io.parquet.write.ParquetWriteOptions;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files say what their rows are ordered by if that is so, and are believed if it must be. */
@ExtendWith(LeakCheck.class)
class ParquetOrderTest {
  private static final Schema SCHEMA =
      Schema.of(
          Field.of("s", DType.struct(Field.of("x", DType.INT32), Field.of("y", DType.INT32))),
          Field.of("a", DType.INT64),
          Field.of("b", DType.UTF8),
          Field.of("f", DType.FLOAT64));

  private static final OrderedColumn A = new OrderedColumn("a", false, false);
  private static final OrderedColumn A_DOWN = new OrderedColumn("a", true, true);
  private static final OrderedColumn B = new OrderedColumn("b", false, false);
  private static final OrderedColumn F = new OrderedColumn("f", false, false);

  @TempDir Path folder;
  private int files;

  private Path write(
      MemoryBudget budget, List<OrderedColumn> order, List<@Nullable Long> a, List<String> b) {
    Path file = folder.resolve("part-%02d.parquet".formatted(files++));
    ParquetWriteOptions options = ParquetWriteOptions.DEFAULT.withRowGroups(4, 128L << 20);
    try (ParquetSink sink = ParquetSink.create(file, SCHEMA, options, order, budget)) {
      // A batch does not end where a row group does.
      for (int from = 0; from < a.size(); from += 3) {
        int to = Math.min(a.size(), from + 3);
        try (Batch rows = rows(budget, a.subList(from, to), b.subList(from, to))) {
          sink.write(rows);
        }
      }
      sink.commit();
    }
    return file;
  }

  private static Batch rows(MemoryBudget budget, List<@Nullable Long> a, List<String> b) {
    List<@Nullable Object> structs = new ArrayList<>();
    List<@Nullable Object> floats = new ArrayList<>();
    for (int row = 0; row < a.size(); row++) {
      structs.add(null);
      floats.add((double) row);
    }
    List<ColumnVector> columns =
        List.of(
            RandomColumns.flat(budget, SCHEMA.field(0).type(), structs),
            RandomColumns.flat(budget, DType.INT64, new ArrayList<>(a)),
            RandomColumns.flat(budget, DType.UTF8, new ArrayList<>(b)),
            RandomColumns.flat(budget, DType.FLOAT64, floats));
    return Batch.of(SCHEMA, a.size(), columns);
  }

  private Path write(MemoryBudget budget, OrderedColumn order, @Nullable Long... a) {
    return write(budget, List.of(order), Arrays.asList(a), texts(a.length));
  }

  private static List<String> texts(int rows) {
    return LongStream.range(0, rows).mapToObj(row -> "b" + row % 3).toList();
  }

  private static List<OrderedColumn> order(Path... files) {
    return ParquetSource.open(List.of(files)).order();
  }

  @Test
  void whatIsInOrderIsDeclaredSoByAllRowGroups(MemoryBudget budget) throws SQLException {
    Path file =
        write(
            budget,
            List.of(A, B, F),
            Arrays.asList(1L, 1L, 2L, 2L, 2L, 7L, 9L, null, null),
            List.of("x", "y", "a", "b", "c", "a", "a", "a", "b"));
    assertThat(order(file)).containsExactly(A, B);
    // The struct before it has two leaves.
    assertThat(ParquetFile.open(file).rowGroups())
        .hasSize(3)
        .allSatisfy(
            group ->
                assertThat(group.getSorting_columns())
                    .extracting(key -> key.getColumn_idx() + " " + key.isDescending())
                    .containsExactly("2 false", "3 false"));
    try (DuckDb duck = new DuckDb()) {
      assertThat(duck.rows("SELECT count(a) FROM '%s'".formatted(file)).toString()).contains("7");
    }
    assertThat(order(write(budget, A_DOWN, null, null, 5L, 5L, 4L, -1L))).containsExactly(A_DOWN);
  }

  @Test
  void whatTurnsOutNotToBeInOrderIsNotDeclared(MemoryBudget budget) {
    assertThat(order(write(budget, A, 1L, 2L, 3L, 2L, 5L))).isEmpty();
    assertThat(order(write(budget, A, 1L, 3L, 2L, 4L, 5L))).isEmpty();
    assertThat(order(write(budget, A, 1L, null, 2L))).isEmpty();
    assertThat(order(write(budget, A_DOWN, 3L, 2L, 1L, null))).isEmpty();
    Path second =
        write(budget, List.of(A, B), List.of(1L, 1L, 1L, 1L), List.of("a", "b", "c", "b"));
    assertThat(order(second)).isEmpty();
    assertThat(order(write(budget, F, 1L, 2L))).isEmpty();
    assertThat(order(write(budget, new OrderedColumn("other", false, false), 1L))).isEmpty();
  }

  @Test
  void filesAreInOrderIfTheirBoundsAre(MemoryBudget budget) {
    Path low = write(budget, A, 1L, 2L, 3L, 4L, 5L);
    Path middle = write(budget, A, 5L, 6L);
    Path empty = write(budget, List.of(A), List.of(), List.of());
    Path high = write(budget, A, 8L, 9L, null);
    assertThat(order(low, middle, empty, high)).containsExactly(A);
    assertThat(order(low, high, middle)).isEmpty();
    // Its null would stand before values.
    assertThat(order(low, high, write(budget, A, 10L))).isEmpty();
    assertThat(order(low, write(budget, A, 4L, 6L))).isEmpty();
    Path lowDown = write(budget, A_DOWN, 3L, 1L);
    Path highDown = write(budget, A_DOWN, null, 5L, 4L);
    assertThat(order(highDown, lowDown)).containsExactly(A_DOWN);
    assertThat(order(lowDown, highDown)).isEmpty();
    assertThat(order(low, highDown)).isEmpty();
    assertThat(order(low, write(budget, List.of(), List.of(7L), List.of("a")))).isEmpty();
  }

  @Test
  void furtherKeysBeginAnewWhereFilesShareAValue(MemoryBudget budget) {
    List<OrderedColumn> both = List.of(A, B);
    Path first = write(budget, both, List.of(1L, 2L, 2L), List.of("x", "a", "z"));
    Path shares = write(budget, both, List.of(2L, 3L), List.of("b", "a"));
    Path apart = write(budget, both, List.of(3L, 4L), List.of("b", "a"));
    assertThat(order(first, apart)).containsExactly(A, B);
    assertThat(order(first, shares)).containsExactly(A);
    assertThat(order(first, write(budget, A, 5L, 6L))).containsExactly(A);
  }

  @Test
  void otherWritersAreNotBelieved(MemoryBudget budget) throws IOException {
    Path file = write(budget, A, 1L, 2L, 3L);
    String bytes = Files.readString(file, ISO_8859_1);
    assertThat(bytes).contains(ParquetSource.WRITER);
    Files.writeString(file, bytes.replace("quern version ", "other version "), ISO_8859_1);
    assertThat(order(file)).isEmpty();
  }

  @Test
  void boundsThatContradictMakeItVoid(MemoryBudget budget) {
    ParquetFile file = ParquetFile.open(write(budget, A, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L));
    assertThat(FileOrder.of(List.of(file))).containsExactly(A);
    List<RowGroup> turned = file.rowGroups().reversed();
    ParquetFile wrong = new ParquetFile(file.version(), file.footer(), file.columns(), turned);
    assertThat(FileOrder.of(List.of(wrong))).isEmpty();
  }
}
