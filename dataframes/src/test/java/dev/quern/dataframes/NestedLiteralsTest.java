package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.time.Period;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NestedLiteralsTest {
  @SuppressWarnings("ArrayRecordComponent") // that there may be arrays is what is tested
  record Line(
      long id, @Nullable String name, List<Long> numbers, int[] codes, @Nullable Point at) {}

  record Point(double x, double y) {}

  record Spot(int x, double y) {}

  private static DataFrame rows() {
    return range(0, 3);
  }

  private static List<@Nullable Object> first(Column column) {
    try (Table table = rows().select(column.as("c")).collect()) {
      return AnyMemory.exact(table).getLast();
    }
  }

  private static DType type(Column column) {
    return rows().select(column.as("c")).schema().field("c").type();
  }

  @Test
  void listsArraysAndBytes() {
    assertThat(first(lit(List.of(1, 2L, 3)))).containsExactly(List.of(1L, 2L, 3L));
    assertThat(first(lit(Arrays.asList("a", null)))).containsExactly(Arrays.asList("a", null));
    assertThat(first(lit(new double[] {0.5, 2}))).containsExactly(List.of(0.5, 2.0));
    assertThat(first(lit(List.of(List.of(1), List.of(2, 3)))))
        .containsExactly(List.of(List.of(1), List.of(2, 3)));
    assertThat(first(lit(new byte[] {0, -1, 7}))).containsExactly((Object) new byte[] {0, -1, 7});
    assertThat(type(lit(new byte[0]))).isEqualTo(DType.BINARY);
    assertThat(type(lit(new int[] {4}))).isEqualTo(DType.list(DType.INT32));
    assertThat(first(emptyListOf(DType.UTF8))).containsExactly(List.of());
    assertThat(type(lit(Period.ofDays(2)))).isEqualTo(DType.INTERVAL);
  }

  @Test
  void recordsAndMaps() {
    Column line = lit(new Line(7, null, List.of(), new int[] {1, 2}, new Point(1, 0.25)));
    assertThat(type(line))
        .hasToString(
            "struct(id: int64, name: utf8, numbers: list(int64), codes: list(int32), at: struct(x:"
                + " float64, y: float64))");
    Map<String, @Nullable Object> expected = new LinkedHashMap<>();
    expected.put("id", 7L);
    expected.put("name", null);
    expected.put("numbers", List.of());
    expected.put("codes", List.of(1, 2));
    expected.put("at", Map.of("x", 1.0, "y", 0.25));
    assertThat(first(line)).containsExactly(expected);
    Map<String, @Nullable Integer> ages = new LinkedHashMap<>();
    ages.put("a", 1);
    ages.put("b", null);
    assertThat(first(lit(ages).list().mapGet("a"))).containsExactly(1);
    assertThat(first(lit(ages).list().mapKeys())).containsExactly(List.of("a", "b"));
  }

  @Test
  void areComparedWithColumns() {
    DataFrame pairs = rows().select(listOf(col("id"), col("id").plus(1)).as("n"), col("id"));
    assertThat(pairs.filter(col("n").eq(List.of(1, 2))).count()).isEqualTo(1);
    assertThat(pairs.filter(col("n").in(List.of(0, 1), new long[] {2, 3})).count()).isEqualTo(2);
    assertThat(pairs.filter(lit(List.of(1, 2)).list().contains(col("id"))).count()).isEqualTo(2);
    assertThat(
            rows()
                .select(structOf(col("id").as("x"), lit(0.5).as("y")).as("p"))
                .filter(col("p").lt(new Point(1, 1)))
                .count())
        .isEqualTo(2);
  }

  @Test
  void standForNullInTheTypeOfTheColumn() {
    DataFrame nulls =
        rows()
            .select(
                col("id"),
                when(col("id").gt(0)).then(listOf(col("id").cast(DType.INT16))).as("n"),
                when(col("id").lt(2)).then(structOf(col("id").as("x"), lit(0.5).as("y"))).as("p"));
    DataFrame filled = nulls.fillNull(List.of(7, 8)).fillNull(new Spot(1, 2));
    assertThat(filled.schema()).isEqualTo(nulls.schema());
    assertThat(AnyMemory.rows(filled))
        .isEqualTo(
            List.of(
                List.of(0L, List.of(7L, 8L), Map.of("x", 0L, "y", 0.5)),
                List.of(1L, List.of(1L), Map.of("x", 1L, "y", 0.5)),
                List.of(2L, List.of(2L), Map.of("x", 1L, "y", 2.0))));
    // What does not fit makes the type wider, or finds no column.
    assertThat(nulls.select(col("n").fillNull(List.of(70_000)).as("n")).schema().field("n").type())
        .isEqualTo(DType.list(DType.INT32));
    assertThatThrownBy(() -> nulls.fillNull(List.of("a")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no column can hold [a]");
  }

  @Test
  void refusesWhatHasNoType() {
    assertThatThrownBy(() -> lit(List.of()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("emptyListOf");
    assertThatThrownBy(() -> lit(Map.of()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("emptyListOf");
    assertThatThrownBy(() -> lit(List.of("a", 1)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("common type");
  }
}
