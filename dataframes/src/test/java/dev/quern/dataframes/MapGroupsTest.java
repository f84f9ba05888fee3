package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Functions of whole groups. */
class MapGroupsTest {
  record Row(@Nullable String key, long at, double value) {}

  private static final List<Row> ROWS =
      IntStream.range(0, 6_000)
          .mapToObj(i -> new Row(i % 31 == 0 ? null : "key " + i % 13, i, (i * 37 % 101) / 4.0))
          .toList();

  private static final Schema MADE =
      Schema.of(
          Field.of("key", DType.UTF8), Field.of("rows", DType.INT64), Field.of("at", DType.INT64));

  private static DataFrame rows() {
    return Frames.of(Row.class, ROWS).toFrame();
  }

  /** The row of the greatest value of the group, and how many there are; none of few rows. */
  private static Batch greatest(Batch group, MemoryBudget budget) {
    try (ColumnBuilder key = new ColumnBuilder(budget, DType.UTF8, 1);
        ColumnBuilder rows = new ColumnBuilder(budget, DType.INT64, 1);
        ColumnBuilder at = new ColumnBuilder(budget, DType.INT64, 1)) {
      int best = 0;
      for (int row = 1; row < group.rows(); row++) {
        boolean isMore =
            Values.doubleAt(group.column("value"), row)
                > Values.doubleAt(group.column("value"), best);
        best = isMore ? row : best;
      }
      boolean isAny = group.rows() > 1;
      if (isAny) {
        Object name = Values.objectAt(group.column("key"), 0);
        if (name == null) {
          key.appendNull();
        } else {
          key.append((String) name);
        }
        rows.append(group.rows());
        at.append(Values.longAt(group.column("at"), best));
      }
      return Batch.of(MADE, isAny ? 1 : 0, List.of(key.build(), rows.build(), at.build()));
    }
  }

  private static List<List<@Nullable Object>> same(DataFrame frame) {
    List<List<@Nullable Object>> first = new ArrayList<>();
    try (Session session = Session.local().workers(1).memory("256m").open();
        Table table = frame.collect(session)) {
      first.addAll(DuckOracle.rows(table));
    }
    try (Session session = Session.local().workers(3).memory("256m").open()) {
      session.ledger().shares().bound(16 << 10);
      try (Table table = frame.collect(session)) {
        assertThat(DuckOracle.rows(table)).as("three workers, on disk").isEqualTo(first);
      }
    }
    return first;
  }

  @Test
  void eachGroupAsABatch() {
    TreeMap<String, Row> greatest = new TreeMap<>();
    TreeMap<String, Long> counts = new TreeMap<>();
    for (Row row : ROWS) {
      greatest.merge("" + row.key, row, (a, b) -> b.value > a.value ? b : a);
      counts.merge("" + row.key, 1L, Long::sum);
    }
    List<List<@Nullable Object>> made =
        same(rows().groupBy("key").mapGroups(MADE, MapGroupsTest::greatest));
    assertThat(made).hasSize(14);
    for (List<@Nullable Object> row : made) {
      Row expected = Objects.requireNonNull(greatest.get("" + row.get(0)));
      assertThat(row.subList(1, 3)).containsExactly(counts.get("" + row.get(0)), expected.at);
    }
  }

  /** The verbs behind take columns that they do not read away: the function gets all the same. */
  @Test
  void verbsBehindAndBefore() {
    DataFrame frame =
        rows()
            .filter(col("at").lt(1300))
            .groupBy(col("at").mod(100).as("last"))
            .mapGroups(MADE, MapGroupsTest::greatest)
            .filter(col("rows").gt(0))
            .agg(Frames.count().as("n"), Frames.sum("rows").as("rows"));
    assertThat(same(frame)).containsExactly(List.of(100L, 1300L));
  }

  @Test
  void allRowsAreAGroup() {
    assertThat(same(rows().groupBy().mapGroups(MADE, MapGroupsTest::greatest)).getFirst().get(1))
        .isEqualTo(6_000L);
    assertThat(
            same(
                rows()
                    .filter(col("at").lt(0))
                    .groupBy("key")
                    .mapGroups(MADE, MapGroupsTest::greatest)))
        .isEmpty();
  }

  @Test
  void whatIsWrongIsNamed() {
    DataFrame failing =
        rows().groupBy("key").mapGroups(MADE, (_, _) -> List.<Batch>of().getFirst());
    assertThatThrownBy(() -> same(failing))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("given to mapGroups failed")
        .hasMessageContaining("MapGroupsTest.java");
    DataFrame other = rows().groupBy("key").mapGroups(MADE, (batch, _) -> batch.retain());
    assertThatThrownBy(() -> same(other))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("mapGroups made (key: utf8");
    assertThatThrownBy(() -> rows().rollup("key").mapGroups(MADE, MapGroupsTest::greatest))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("takes keys, not grouping sets");
  }
}
