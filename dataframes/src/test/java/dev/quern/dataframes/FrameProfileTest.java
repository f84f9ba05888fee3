package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.RunProfile;
import dev.quern.scheduler.Session;
import java.util.List;
import java.util.stream.IntStream;
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
}
