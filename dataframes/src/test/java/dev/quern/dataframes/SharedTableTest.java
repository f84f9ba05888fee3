package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.nullOf;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.ops.FillTable;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables of many rows with sparse keys are filled by several tasks. */
class SharedTableTest {
  /* More than a table has that one task fills; the left side has more, or it would be the table. */
  private static final int ROWS = 530_000;

  /** Keys that are far apart: each twice, and some null. */
  private static DataFrame right() {
    return Frames.range(0, ROWS)
        .select(
            when(col("id").mod(101).eq(7))
                .then(nullOf(DType.INT64))
                .otherwise(col("id").times(7919).mod(ROWS / 2).times(1_000_003))
                .as("k"),
            col("id").mod(3).as("j"),
            col("id").as("r"));
  }

  private static DataFrame left() {
    DataFrame rows = Frames.range(0, 200_000).union(Frames.range(200_000, 600_000));
    return rows.select(
        when(col("id").mod(11).eq(3))
            .then(nullOf(DType.INT64))
            .otherwise(col("id").times(31).mod(ROWS).times(1_000_003))
            .as("k"),
        col("id").mod(3).as("j"),
        col("id").as("l"));
  }

  /** What tells all rows and their order, as far as numbers can. */
  private static List<List<@Nullable Object>> summary(DataFrame frame, int workers, String memory) {
    List<Aggregation> sums = new ArrayList<>(List.of(count().as("n")));
    for (String column : List.of("l", "r")) {
      if (frame.schema().contains(column)) {
        sums.add(sum(column).as("all " + column));
        Column placed = col("place").mod(1_009).times(col(column).mod(1_013));
        sums.add(sum(placed).as("placed " + column));
      }
    }
    DataFrame summary = frame.withRowIndex("place").agg(sums.toArray(Aggregation[]::new));
    try (Session session = Session.local().workers(workers).memory(memory).open();
        Table table = summary.collect(session)) {
      return AnyMemory.exact(table);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LEFT", "SEMI"})
  void rowsAreThoseOfATableThatOneTaskFills(JoinKind kind) {
    DataFrame shared = left().join(right(), on("k"), kind);
    // A table by texts is filled key by key.
    DataFrame alone =
        left()
            .withColumn("t", col("k").cast(DType.UTF8))
            .join(right().withColumn("t", col("k").cast(DType.UTF8)).drop("k"), on("t"), kind)
            .select(shared.schema().names().toArray());
    List<List<@Nullable Object>> expected = summary(alone, 2, "1g");
    assertThat(summary(shared, 3, "1g")).isEqualTo(expected);
    if (kind == JoinKind.LEFT) {
      assertThat(summary(shared, 1, "1g")).isEqualTo(expected);
      // It goes to disk instead.
      assertThat(summary(shared, 2, "24m")).isEqualTo(expected);
    }
  }

  @Test
  void keysOfTwoColumnsThatAreThereOnce() {
    // Rows with the same k differ in j.
    DataFrame once = right().filter(col("k").isNotNull());
    DataFrame shared = left().join(once, on("k").and("j"));
    DataFrame alone =
        left()
            .withColumn("t", col("j").cast(DType.UTF8))
            .join(once.withColumn("t", col("j").cast(DType.UTF8)).drop("j"), on("k").and("t"))
            .drop("t");
    List<List<@Nullable Object>> expected = summary(alone, 1, "1g");
    assertThat(summary(shared, 3, "1g")).isEqualTo(expected);
  }

  @Test
  void smallTablesHaveNoTasksForThat() {
    assertThat(fills(left().join(right(), on("k")))).isEqualTo(FillTable.PIECES + 1);
    assertThat(fills(left().join(right().agg(Frames.max("k").as("k")), on("k")))).isZero();
    assertThat(fills(left().crossJoin(right()))).isZero();
  }

  private static long fills(DataFrame frame) {
    TaskGraph graph = frame.lazyChunks().optimized().graph();
    return IntStream.range(0, graph.size())
        .filter(task -> graph.operator(task) instanceof FillTable)
        .count();
  }
}
