package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.io.AnyOf;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.io.ScanRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row groups of 2,048 rows (DuckDB's smallest), number g holding g * 2,048 and on: which of the
 * four a predicate leaves.
 */
class ParquetPruningTest {
  @TempDir static Path folder;
  private static ParquetSource source;

  @BeforeAll
  static void write() throws SQLException {
    Path file = folder.resolve("t.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.run(
          """
          COPY (SELECT i AS number, i / 2048 AS ratio, (i * 0.01)::DECIMAL(9, 2) AS price,
              (i * 0.01)::DECIMAL(38, 2) AS wide,
              printf('%%05d', i) AS text, i >= 2048 AS flag, i::UINTEGER + 4000000000::UINTEGER AS uint,
              i::UBIGINT + 9223372036854773760 AS ulong,
              CASE WHEN i >= 2048 THEN i END AS late, i // 2048 AS constant,
              CASE WHEN i = 3000 THEN 'NaN'::DOUBLE ELSE i END AS odd,
              DATE '2001-01-01' + i::INTEGER AS day,
              TIMESTAMP '2001-01-01' + to_seconds(i) AS time
            FROM range(8192) t(i)) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 2048)\
          """
              .formatted(file));
    }
    source = ParquetSource.open(List.of(file));
  }

  @Test
  void integers() {
    assertThat(left("number", Comparison.EQUAL, 2048L)).containsExactly(1);
    assertThat(left("number", Comparison.EQUAL, -1L)).isEmpty();
    assertThat(left("number", Comparison.LESS, 2048L)).containsExactly(0);
    assertThat(left("number", Comparison.LESS_OR_EQUAL, 2048L)).containsExactly(0, 1);
    assertThat(left("number", Comparison.GREATER, 6143L)).containsExactly(3);
    assertThat(left("number", Comparison.GREATER_OR_EQUAL, 6143L)).containsExactly(2, 3);
    assertThat(left("number", Comparison.NOT_EQUAL, 2048L)).containsExactly(0, 1, 2, 3);
    assertThat(left("constant", Comparison.NOT_EQUAL, 2L)).containsExactly(0, 1, 3);
    assertThat(left("uint", Comparison.GREATER, 4_000_006_143L)).containsExactly(3);
    // From row 2048 on they are beyond the greatest int64.
    BigDecimal limit = BigDecimal.valueOf(Long.MAX_VALUE);
    assertThat(left("ulong", Comparison.LESS_OR_EQUAL, limit)).containsExactly(0);
    assertThat(left("ulong", Comparison.GREATER, limit)).containsExactly(1, 2, 3);
    assertThat(left("ulong", Comparison.EQUAL, limit.add(BigDecimal.valueOf(4_000))))
        .containsExactly(2);
  }

  @Test
  void severalPredicatesMustAllBePossible() {
    assertThat(
            left(
                new ColumnPredicate("number", Comparison.GREATER, 2048L),
                new ColumnPredicate("number", Comparison.LESS, 4096L)))
        .containsExactly(1);
  }

  @Test
  void decimalsTextsBooleansDatesAndTimes() {
    assertThat(left("price", Comparison.GREATER, new BigDecimal("61.430"))).containsExactly(3);
    assertThat(left("wide", Comparison.LESS, new BigDecimal("20.48"))).containsExactly(0);
    assertThat(left("text", Comparison.EQUAL, "02048")).containsExactly(1);
    assertThat(left("text", Comparison.LESS, "02")).containsExactly(0);
    assertThat(left("flag", Comparison.EQUAL, true)).containsExactly(1, 2, 3);
    assertThat(left("day", Comparison.LESS, 11_323L + 2048)).containsExactly(0);
    assertThat(left("time", Comparison.GREATER_OR_EQUAL, 978_307_200_000_000L + 6_144_000_000L))
        .containsExactly(3);
  }

  @Test
  void nullsAreCounted() {
    assertThat(left("late", Comparison.IS_NULL, 0L)).containsExactly(0);
    assertThat(left("late", Comparison.IS_NOT_NULL, 0L)).containsExactly(1, 2, 3);
    assertThat(left("late", Comparison.LESS, 9_999L)).containsExactly(1, 2, 3);
    assertThat(left("number", Comparison.IS_NULL, 0L)).isEmpty();
  }

  @Test
  void floatsMayHideNaNAboveTheirBounds() {
    assertThat(left("ratio", Comparison.LESS, 1.0)).containsExactly(0);
    assertThat(left("ratio", Comparison.EQUAL, 2.5)).containsExactly(2);
    assertThat(left("odd", Comparison.GREATER, 9_999.0)).contains(1);
    assertThat(left("odd", Comparison.EQUAL, Double.NaN)).contains(1);
    assertThat(left("odd", Comparison.LESS, 100.0)).contains(0).doesNotContain(2, 3);
  }

  @Test
  void severalValuesAndBeginnings() {
    assertThat(left("number", Comparison.IN, List.of(5L, 6_200L))).containsExactly(0, 3);
    assertThat(left("number", Comparison.IN, List.of(-5L, 9_000L))).isEmpty();
    assertThat(left("number", Comparison.IN, List.of("x"))).containsExactly(0, 1, 2, 3);
    assertThat(left("text", Comparison.IN, List.of("02048", "x"))).containsExactly(1);
    assertThat(left("text", Comparison.STARTS_WITH, "02")).containsExactly(0, 1);
    assertThat(left("text", Comparison.STARTS_WITH, "")).containsExactly(0, 1, 2, 3);
    assertThat(left("text", Comparison.STARTS_WITH, "06143")).containsExactly(2);
    assertThat(left("text", Comparison.STARTS_WITH, "1")).isEmpty();
    assertThat(left("number", Comparison.STARTS_WITH, "1")).containsExactly(0, 1, 2, 3);
  }

  @Test
  void oneOfSeveralMustBePossible() {
    ScanPredicate third = new ColumnPredicate("text", Comparison.STARTS_WITH, "05");
    ScanPredicate first = new ColumnPredicate("number", Comparison.LESS, 100L);
    ScanPredicate nowhere = new ColumnPredicate("price", Comparison.LESS, BigDecimal.ZERO);
    ScanPredicate anywhere = new ColumnPredicate("number", Comparison.EQUAL, "x");
    assertThat(left(any(List.of(third), List.of(first)))).containsExactly(0, 2);
    assertThat(left(any(List.of(third), List.of(nowhere)))).containsExactly(2);
    assertThat(left(any(List.of(third, first), List.of(nowhere)))).isEmpty();
    assertThat(left(any(List.of(third), List.of(anywhere)))).containsExactly(0, 1, 2, 3);
    assertThat(left(any(List.of(third, anywhere), List.of(first, anywhere)))).containsExactly(0, 2);
    assertThat(left(any(List.of(any(List.of(first), List.of(third))), List.of(nowhere)), first))
        .containsExactly(0);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static ScanPredicate any(List<ScanPredicate>... branches) {
    return new AnyOf(List.of(branches));
  }

  @Test
  void aValueOfAnotherKindDecidesNothing() {
    assertThat(left("number", Comparison.EQUAL, "x")).containsExactly(0, 1, 2, 3);
    assertThat(left("text", Comparison.EQUAL, 1L)).containsExactly(0, 1, 2, 3);
  }

  private static List<Integer> left(String column, Comparison comparison, Object value) {
    return left(new ColumnPredicate(column, comparison, value));
  }

  private static List<Integer> left(ScanPredicate... predicates) {
    return source.splits(new ScanRequest(List.of("number"), List.of(predicates))).stream()
        .flatMap(split -> split.rowGroups().stream())
        .map(group -> group.index())
        .toList();
  }
}
