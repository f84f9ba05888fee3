package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.RunProfile;
import dev.quern.scheduler.Scattered;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameProfileTest {
  record Row(long id, String name) {}

  private static final List<Row> ROWS =
      IntStream.range(0, 200_000).mapToObj(i -> new Row(i, "n" + i % 10)).toList();

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void tellsWhatEachPlanNodeHasCost(int workers) {
    try (Session session = Session.local().workers(workers).memory("256m").open()) {
      RunProfile profile =
          Frames.of(Row.class, ROWS)
              .toFrame()
              .filter(col("id").lt(150_000))
              .groupBy("name")
              .agg(count().as("n"))
              .profile(session);

      assertThat(profile.workers()).isEqualTo(workers);
      assertThat(profile.nanos()).isPositive();
      assertThat(profile.nodes()).isNotEmpty();
      assertThat(profile.nodes())
          .allSatisfy(
              node -> {
                assertThat(node.tasks()).isPositive();
                assertThat(node.nanos()).isBetween(1L, profile.nanos() * workers);
                assertThat(node.origin().where().file()).isEqualTo("FrameProfileTest.java");
              });
      assertThat(profile.nodes()).anyMatch(node -> node.count() == 10 && node.bytes() > 0);
      assertThat(profile.toString())
          .contains("workers, at most", "spilled  plan node", "FrameProfileTest.java:");
    }
  }

  @Test
  void explainTellsWhatARunHasCost() {
    DataFrame frame = Frames.of(Row.class, ROWS.subList(0, 1_000)).toFrame();

    String text = frame.filter(col("id").lt(500)).explain(Stage.ANALYZED);

    assertThat(text)
        .contains("workers, at most", "FrameProfileTest.java:")
        .containsPattern(" 500 ");
  }

  @Test
  void tellsHowManyRowsOfFilesNobodyHadToRead(@TempDir Path folder) {
    String file = folder.resolve("rows.parquet").toString();
    Frames.of(Row.class, ROWS).toFrame().writeParquet(file);
    DataFrame frame = Frames.readParquet(file);

    RunProfile profile =
        frame.filter(col("id").mod(100_000).eq(7)).groupBy("name").agg(count().as("n")).profile();

    // Of the morsels of 16,384 rows of each row group, those with rows 7 and 100,007 are read.
    assertThat(profile.nodes().stream().mapToLong(RunProfile.Node::skipped).sum())
        .isEqualTo(ROWS.size() - 2 * 16_384);
    assertThat(profile.toString()).contains("167,232 rows skipped");
  }

  @Test
  void aTableIsSharedByTasksAndPutTogetherForEach() {
    try (Session session = Session.local().workers(2).memory("64m").open()) {
      Table table = Frames.of(Row.class, ROWS).toFrame().collect(session);
      long bytes = session.memory().used();
      try (Scattered<Table> there = session.scatter(table)) {
        assertThat(session.memory().used()).isEqualTo(bytes);
        Task<Table> copy = session.submit(there::get);
        try (MemoryBudget _ = session.reserve("model", session.memory().limit() - bytes / 2)) {
          assertThat(session.ledger().spill().used()).isPositive();
        }
        try (Table again = copy.join();
            Table third = there.get()) {
          assertThat(again.rows()).isEqualTo(ROWS.size());
          assertThat(third.longs("id")).isEqualTo(again.longs("id"));
        }
      }
      assertThat(session.memory().used()).isZero();
    }
  }
}
