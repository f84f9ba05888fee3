package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.range;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Programs that add columns, joins and windows in a loop. What had to sink past more than fifty
 * nodes used to be an error of the optimizer.
 */
class DeepPlansTest {
  private static final int DEEP = 70;
  private static final DataFrame ROWS = range(100).withColumn("k", col("id").mod(10));

  @Test
  void aFilterSinksPastManyJoins() {
    DataFrame frame = ROWS;
    for (int i = 0; i < DEEP; i++) {
      frame = frame.leftJoin(range(50).select(col("id"), col("id").times(i).as("y" + i)), on("id"));
    }
    DataFrame few = frame.filter(col("id").lt(3));
    assertThat(few.count()).isEqualTo(3);
    assertThat(few.explain()).doesNotStartWith("filter").contains("filter id < 3");
  }

  @Test
  void aFilterSinksPastManyWindows() {
    DataFrame frame = ROWS;
    for (int i = 0; i < DEEP; i++) {
      String by = i % 2 == 0 ? "id" : "k";
      frame = frame.withColumn("w" + i, sum("id").over(partitionBy("k").orderBy(desc(by))));
    }
    assertThat(frame.filter(col("k").eq(3)).count()).isEqualTo(10);
  }

  @Test
  void aLimitSinksPastColumnsThatAreMadeOfOneAnother() {
    DataFrame frame = ROWS;
    for (int i = 0; i < DEEP; i++) {
      frame = frame.withColumn("x" + i, col(i == 0 ? "id" : "x" + (i - 1)).plus(i));
    }
    try (Table first = frame.head(2)) {
      assertThat(first.longs("x" + (DEEP - 1)))
          .containsExactly(DEEP * (DEEP - 1) / 2, 1 + DEEP * (DEEP - 1) / 2);
    }
  }

  /* Three hundred columns in a row were too much for the stack of a small thread. */
  @Test
  void aDeepPlanNeedsNoDeepStack() throws InterruptedException {
    AtomicReference<Object> last = new AtomicReference<>();
    Thread small =
        new Thread(
            null,
            () -> {
              DataFrame frame = ROWS;
              for (int i = 0; i < 300; i++) {
                frame = frame.withColumn("x" + i, col(i == 0 ? "id" : "x" + (i - 1)).plus(1));
              }
              try (Table table = frame.select("id", "x299").sort(desc("id")).collect()) {
                last.set(table.longs("x299")[0]);
              } catch (Throwable e) {
                last.set(e);
              }
            },
            "small",
            256 << 10);
    small.start();
    small.join();
    assertThat(last.get()).isEqualTo(99L + 300);
  }

  @Test
  void filtersSinkPastManySortsAndWhateverStandsBetween() {
    DataFrame frame = ROWS;
    for (int i = 0; i < DEEP; i++) {
      frame =
          frame
              .sort(desc("id"))
              .filter(col("id").ne(i))
              .withColumn("s" + i, col("k").times(2))
              .withColumn("t" + i, col("s" + i).plus(1));
    }
    try (Table table = frame.collect()) {
      assertThat(table.rows()).isEqualTo(100 - DEEP);
      assertThat(table.longs("id")[0]).isEqualTo(99);
    }
  }
}
