package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.median;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.nullOf;
import static dev.quern.dataframes.Frames.range;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.type.DType;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Sets of groups, and how often the rows are looked at for them. */
class GroupingSetsTest {
  private static final int ROWS = 1000;

  private final AtomicLong looked = new AtomicLong();
  private final DataFrame rows =
      range(ROWS)
          .select(
              col("id").mod(3).as("a"),
              col("id").mod(5).as("b"),
              col("id").mapLong(this::look).as("x"),
              col("id").cast(DType.FLOAT64).as("y"));

  private long look(long value) {
    looked.incrementAndGet();
    return value;
  }

  @Test
  void rowsAreReadOnceForAllSets() {
    Column[] wanted = {
      count().as("n"),
      sum("x").as("s"),
      min("x").as("least"),
      max("x").as("most"),
      mean("y").as("m"),
      sum("x").divide(count()).plus(1).as("r")
    };

    List<String> cube = sorted(rows.cube("a", "b").agg(wanted));

    assertThat(looked).hasValue(AnyMemory.RUNS * ROWS);
    DataFrame all = rows.agg(wanted);
    DataFrame byA = rows.groupBy("a").agg(wanted);
    assertThat(cube)
        .hasSize(15 + 3 + 5 + 1)
        .containsAll(
            sorted(
                all.select(
                    nullOf(DType.INT64).as("a"),
                    nullOf(DType.INT64).as("b"),
                    "n",
                    "s",
                    "least",
                    "most",
                    "m",
                    "r")))
        .containsAll(
            sorted(
                byA.select("a", nullOf(DType.INT64).as("b"), "n", "s", "least", "most", "m", "r")));
  }

  @Test
  void whatHasNoPartsIsComputedOfTheRows() {
    List<String> rollup = sorted(rows.rollup("a").agg(median("x").as("m")));

    assertThat(looked).hasValue(AnyMemory.RUNS * 2 * ROWS);
    assertThat(rollup).hasSize(4).contains("[null, 499.5]");
  }

  @Test
  void setsWithoutOneOfAllKeysAreComputedOfTheRows() {
    List<String> sets =
        sorted(rows.groupingSets(List.of(List.of("a"), List.of("b"))).agg(sum("x").as("s")));

    assertThat(looked).hasValue(AnyMemory.RUNS * 2 * ROWS);
    assertThat(sets).hasSize(8).contains("[0, null, 166833]", "[null, 4, 100300]");
  }

  private static List<String> sorted(DataFrame frame) {
    return AnyMemory.rows(frame).stream().map(String::valueOf).sorted().toList();
  }
}
