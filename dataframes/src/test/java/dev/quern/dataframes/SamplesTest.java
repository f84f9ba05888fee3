package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.range;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.engine.PlanException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Samples of a given number of rows. */
class SamplesTest extends OrdersOracle {
  private static List<Long> ids(DataFrame frame) {
    return AnyMemory.rows(frame.select("id")).stream().map(row -> (Long) row.getFirst()).toList();
  }

  @Test
  void hasJustSoManyRows() {
    DataFrame rows = readParquet(orders);
    List<Long> some = ids(rows.sampleRows(500, 7));
    assertThat(some).hasSize(500).doesNotHaveDuplicates().isSorted();
    assertThat(some.stream().mapToLong(Long::longValue).average().orElseThrow())
        .isCloseTo(ROWS / 2.0, within(4 * ROWS / Math.sqrt(12 * 500)));
    assertThat(run(rows.sampleRows(500, 7)).size()).isEqualTo(500);
    assertThat(ids(rows.sampleRows(500, 8))).isNotEqualTo(some);
    assertThat(run(rows.filter(col("id").lt(300)).sampleRows(500, 7))).hasSize(300);
    assertThat(run(rows.sampleRows(0, 7))).isEmpty();
    assertThat(rows.sampleRows(5, 7).schema()).isEqualTo(rows.schema());
    assertThatThrownBy(() -> rows.sampleRows(-1, 7))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("not negative");
  }

  @Test
  void weightsAreFollowed() {
    // The odd ones have 9 of 10 parts of all weight.
    Column odd = col("id").mod(2).eq(1);
    DataFrame weighed = range(20_000).withColumn("w", when(odd).then(9.0).otherwise(1.0));
    List<List<@Nullable Object>> found =
        run(weighed.sampleRows(1000, 3, "w").groupBy(odd.as("odd")).count().sort(desc("odd")));
    assertThat((Long) found.getFirst().getLast()).isCloseTo(890L, within(60L));
    Column none = when(col("id").lt(10)).then(1).when(col("id").lt(20)).then(-1);
    assertThat(ids(range(1000).sampleRows(50, 3, none)))
        .isEqualTo(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L));
  }

  @Test
  void rowsComeAgain() {
    DataFrame rows = readParquet(orders);
    List<Long> some = ids(rows.sampleWithReplacement(ROWS, 5));
    assertThat(some).hasSize(ROWS).isSorted();
    // All but 1/e of the rows.
    assertThat((double) new HashSet<>(some).size() / ROWS)
        .isCloseTo(1 - Math.exp(-1), within(0.02));
    assertThat(run(rows.filter(col("id").lt(3)).sampleWithReplacement(50, 5))).hasSize(50);
    assertThat(run(rows.filter(col("id").lt(0)).sampleWithReplacement(50, 5))).isEmpty();
  }

  @Test
  void idsRiseAndDiffer() {
    DataFrame frame = readParquet(orders).filter(col("paid")).withRowId("n").select("n", "id");
    List<List<@Nullable Object>> rows = run(frame);
    assertThat(rows.getFirst().getFirst()).isEqualTo(0L);
    assertThat(rows).extracting(row -> (Long) row.getFirst()).isSorted().doesNotHaveDuplicates();
    assertThat(run(frame.agg(count(), max("n").lt(Long.MAX_VALUE).as("fits"))))
        .isEqualTo(List.of(List.of((long) rows.size(), true)));
  }

  @Test
  void partsHaveEachRowOnce() {
    DataFrame rows = readParquet(orders);
    List<DataFrame> parts = rows.randomSplit(11, 7, 2, 1);
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<Long> ids = ids(parts.get(i));
      assertThat(ids).isSorted().hasSizeBetween(ROWS / 20, ROWS * 3 / 4);
      all.addAll(ids);
    }
    assertThat(all).hasSize(ROWS).doesNotHaveDuplicates();
    // Whatever else is read of them.
    assertThat(ids(parts.get(1).filter(col("price").ge(0))))
        .isEqualTo(
            ids(rows.filter(col("price").ge(0))).stream()
                .filter(new HashSet<>(ids(parts.get(1)))::contains)
                .toList());
    assertThatThrownBy(() -> rows.randomSplit(1, 0.5, -0.5))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("weights above 0, as 0.8 and 0.2, not [0.5, -0.5]");
  }
}
