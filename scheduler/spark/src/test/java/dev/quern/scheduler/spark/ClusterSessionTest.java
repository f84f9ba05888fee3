package dev.quern.scheduler.spark;

import static dev.quern.arrays.NDArrays.random;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.scheduler.Tasks.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.arrays.DenseArray;
import dev.quern.arrays.NDArray;
import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Stage;
import dev.quern.dataframes.Table;
import dev.quern.scheduler.Delayed;
import dev.quern.scheduler.Persisted;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.SessionConfig;
import dev.quern.scheduler.event.GraphEvent;
import dev.quern.scheduler.event.GraphListener;
import dev.quern.scheduler.event.NodeTime;
import dev.quern.scheduler.event.TaskEvent;
import dev.quern.scheduler.event.TaskListener;
import dev.quern.scheduler.run.ClusterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Cluster.class)
class ClusterSessionTest {
  @TempDir Path folder;

  static String made(String file, String text) {
    try {
      Files.writeString(
          Path.of(file), text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String twice(String text) {
    return text + text;
  }

  private static double value(NDArray array, Session session) {
    try (DenseArray computed = array.compute(session)) {
      return computed.item();
    }
  }

  @Test
  void whatIsPersistedIsNotMadeAgain() throws IOException {
    String file = folder.resolve("made").toString();
    Delayed<String> once = delayed(ClusterSessionTest::made, file, "a");
    try (Session session = Cluster.session().open();
        Persisted<String> kept = session.persist(once)) {
      assertThat(delayed(ClusterSessionTest::twice, once).compute(session)).isEqualTo("aa");
      assertThat(kept.compute(session)).isEqualTo("a");
      assertThat(once.compute(session)).isEqualTo("a");
      assertThat(session.memory().used()).isZero();
    }
    assertThat(Files.readAllLines(Path.of(file))).containsExactly("a");
  }

  @Test
  void persistedFramesAndArraysAreReadWhereTheyAre() {
    DataFrame late = Cases.flights(folder).filter(col("delay").gt(60));
    NDArray squares = random(3).normal(400, 30).chunk(100, 30).square();
    try (Session session = Cluster.session().open();
        Session local = Session.local().workers(1).open()) {
      long rows;
      double sum;
      try (Persisted<Table> frame = session.persist(late);
          Persisted<?> array = session.persist(squares)) {
        assertThat(frame).isNotNull();
        assertThat(array).isNotNull();
        rows = late.filter(col("origin").eq("AMS")).count(session);
        sum = value(squares.sum(), session);
      }
      assertThat(rows).isEqualTo(late.filter(col("origin").eq("AMS")).count(local)).isPositive();
      assertThat(sum).isEqualTo(value(squares.sum(), local));
    }
  }

  @Test
  void sendsOverWhatIsTooLarge() {
    NDArray small = random(1).normal(100, 10).sum();
    NDArray large = random(1).normal(40_000, 100).chunk(10_000, 100).sum();
    List<GraphEvent.GraphPlaced> placed = new CopyOnWriteArrayList<>();
    GraphListener listener =
        event -> {
          if (event instanceof GraphEvent.GraphPlaced here) {
            placed.add(here);
          }
        };
    ClusterOptions sometimes = Cluster.session().cluster().orElseThrow().whenNeeded();
    SessionConfig config = Session.local().workers(1).memory("16m").cluster(sometimes);
    try (Session session = config.listener(listener).open()) {
      assertThat(session.placement(large).toString())
          .isEqualTo(
              "on the cluster: its sources bring about 30.5 MiB, and 16.0 MiB of memory are left"
                  + " here");
      assertThat(session.placement(small).onCluster()).isFalse();
      double here = value(small, session);
      double there = value(large, session);
      assertThat(placed).extracting(GraphEvent.GraphPlaced::onCluster).containsExactly(false, true);
      try (Session local = Session.local().workers(1).memory("256m").open()) {
        assertThat(here).isEqualTo(value(small, local));
        assertThat(there).isEqualTo(value(large, local));
      }
    }
  }

  @Test
  void explainsWhereTasksWouldRun() {
    DataFrame grouped = Cases.flights(folder).groupBy("origin").agg(count());
    ClusterOptions sometimes = Cluster.session().cluster().orElseThrow().whenNeeded();
    try (Session session = Session.local().workers(1).memory("16m").cluster(sometimes).open()) {
      assertThat(session.<String, RuntimeException>call(() -> grouped.explain(Stage.TASKS)))
          .containsPattern("runs on this machine: its sources bring about .*, and 16.0 MiB");
      assertThat(grouped.explain(Stage.TASKS)).doesNotContain("runs");
    }
    try (Session session = Cluster.session().open()) {
      assertThat(session.<String, RuntimeException>call(() -> grouped.explain(Stage.TASKS)))
          .endsWith("runs on the cluster: the session is one of %s%n".formatted(Cluster.MASTER));
    }
  }

  @Test
  void tellsOfEachTaskAndItsExecutor() {
    List<TaskEvent> events = new CopyOnWriteArrayList<>();
    TaskListener listener = events::add;
    DataFrame grouped = Cases.flights(folder).groupBy("origin").agg(count());
    try (Session session = Cluster.session().listener(listener).open()) {
      grouped.collect(session).close();
    }
    List<TaskEvent> ends = events.stream().filter(TaskEvent.Finished.class::isInstance).toList();
    assertThat(ends).hasSizeGreaterThan(1).allMatch(end -> end.worker() >= 0);
    assertThat(events).hasSize(2 * ends.size());
  }

  @Test
  void tellsListenersWhatTasksCost() {
    DataFrame grouped = Cases.flights(folder).groupBy("origin").agg(count());
    List<GraphEvent> events = new CopyOnWriteArrayList<>();
    try (Session session = Cluster.session().listener(events::add).open()) {
      grouped.collect(session).close();
    }
    assertThat(events.getFirst()).isInstanceOf(GraphEvent.GraphPlaced.class);
    assertThat(events.get(1)).isInstanceOf(GraphEvent.GraphStarted.class);
    GraphEvent.GraphStarted start = (GraphEvent.GraphStarted) events.get(1);
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            GraphEvent.GraphFinished.class,
            end -> {
              assertThat(end.outcome()).isEqualTo(GraphEvent.Outcome.DONE);
              assertThat(end.nodes().stream().mapToLong(NodeTime::tasks).sum())
                  .isEqualTo(start.total());
              assertThat(end.nodes()).allMatch(node -> node.nanos() > 0);
            });
  }
}
