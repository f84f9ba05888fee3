package dev.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.Sized;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.run.ClusterOptions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final ClusterOptions CLUSTER = ClusterOptions.of("spark://host:7077");

  @Test
  void saysWhichArtifactIsMissing() {
    assertThatThrownBy(() -> Session.cluster("spark://host:7077").open())
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("'spark://host:7077'")
        .hasMessageContaining("dev.quern:quern-spark");
  }

  @Test
  void settingsNeedACluster() {
    assertThatThrownBy(() -> Session.local().clusterSetting("spark.executor.memory", "4g"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("Session.cluster");
    assertThat(Session.cluster("yarn").clusterSetting("a", "b").cluster().orElseThrow())
        .isEqualTo(ClusterOptions.of("yarn").with("a", "b"));
  }

  @Test
  void allGoesToTheClusterOfASessionThatIsOneOfIt() {
    assertThat(Placement.of(bringing(10), Optional.of(CLUSTER), 100).onCluster()).isTrue();
    assertThat(Placement.of(bringing(10), Optional.empty(), 1).onCluster()).isFalse();
  }

  @Test
  void onlyWhatIsTooLargeOverflows() {
    Optional<ClusterOptions> sometimes = Optional.of(CLUSTER.whenNeeded());
    assertThat(Placement.of(bringing(100), sometimes, 100).onCluster()).isFalse();
    assertThat(Placement.of(bringing(60, 41), sometimes, 100))
        .isEqualTo(
            new Placement(
                true, "its sources bring about 101 B, and 100 B of memory are left here"));
  }

  private static LazyChunks bringing(long... bytes) {
    var graph = TaskGraph.builder();
    for (long each : bytes) {
      graph.add(Key.of("source", each), new Source(each), Origin.of("source"));
    }
    return LazyChunks.sinks(graph.build());
  }

  private record Source(long estimatedBytes) implements Sized {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      return new Value<>(estimatedBytes);
    }
  }
}
