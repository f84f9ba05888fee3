package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.event.TaskRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {
  private static final SourceLine WHERE = new SourceLine("App", "main", "App.java", 31);

  @TempDir Path folder;

  @Test
  void aRecordingHoldsTheGraphAndItsTasks() throws IOException {
    List<RecordedEvent> events =
        record(
            () -> {
              try (ExecutorKit kit = new ExecutorKit(2)) {
                Operator spins =
                    (_, _) -> {
                      spin(2_000_000);
                      kit.events.spilled(4096, 1_000_000);
                      return kit.chunk(1);
                    };
                kit.values(kit.submit(two(spins, (_, in) -> in.getFirst().retain())));
              }
            });

    assertThat(of(events, "Task")).hasSize(2);
    RecordedEvent first =
        of(events, "Task").stream()
            .filter(task -> task.getString("node").equals("first"))
            .findFirst()
            .orElseThrow();
    assertThat(first.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(2));
    assertThat(first.getString("source")).isEqualTo("App.java:31");
    assertThat(first.getString("outcome")).isEqualTo("done");
    assertThat(first.getLong("graph")).isEqualTo(1);
    assertThat(first.getInt("partition")).isZero();
    assertThat(first.getInt("worker")).isNotNegative();
    assertThat(first.getLong("bytes")).isEqualTo(8);
    assertThat(first.getLong("spilledBytes")).isEqualTo(4096);
    assertThat(first.getThread().getJavaName()).startsWith("quern-test-lane-");
    RecordedEvent graph = of(events, "Graph").getFirst();
    assertThat(graph.getLong("tasks")).isEqualTo(2);
    assertThat(graph.getString("outcome")).isEqualTo("done");
    assertThat(graph.getLong("peakBytes")).isPositive();
    assertThat(graph.getDuration()).isGreaterThanOrEqualTo(first.getDuration());
    RecordedEvent spill = of(events, "Spill").getFirst();
    assertThat(spill.getLong("bytes")).isEqualTo(4096);
    assertThat(spill.getDuration("taken")).isEqualTo(Duration.ofMillis(1));
    assertThat(spill.getString("node")).isEqualTo("first");
  }

  @Test
  void aFailedTaskIsRecordedAsSuch() throws IOException {
    List<RecordedEvent> events =
        record(
            () -> {
              try (ExecutorKit kit = new ExecutorKit(1)) {
                Operator fails =
                    (_, _) -> {
                      throw new IllegalStateException("planted");
                    };
                assertThatThrownBy(() -> kit.submit(two(fails, fails)).join())
                    .isInstanceOf(TaskFailedException.class);
              }
            });

    assertThat(of(events, "Task"))
        .singleElement()
        .satisfies(task -> assertThat(task.getString("outcome")).isEqualTo("failed"));
    assertThat(of(events, "Graph").getFirst().getString("outcome")).isEqualTo("failed");
  }

  @Test
  void whatBefallsATaskIsRecordedWithItsAmounts() throws IOException {
    TaskRef task = TaskRef.of(Key.of("fetch"), new Origin("fetch", WHERE));
    List<RecordedEvent> events =
        record(
            () -> {
              try (ExecutorKit kit = new ExecutorKit(1)) {
                kit.events.reserved(1 << 20, 5_000);
                kit.events.reloaded(task, 77, 6_000);
                kit.events.blocked(7_000);
                kit.events.stolen(task, 3);
                kit.events.retried(task, 2, 8_000, new IllegalStateException("planted"));
              }
            });

    assertThat(of(events, "Reserve").getFirst().getLong("bytes")).isEqualTo(1 << 20);
    assertThat(of(events, "Reserve").getFirst().getDuration("taken")).hasNanos(5_000);
    assertThat(of(events, "Reload").getFirst().getString("source")).isEqualTo("App.java:31");
    assertThat(of(events, "Blocked").getFirst().getDuration("taken")).hasNanos(7_000);
    assertThat(of(events, "Steal").getFirst().getInt("from")).isEqualTo(3);
    RecordedEvent retry = of(events, "Retry").getFirst();
    assertThat(retry.getInt("attempt")).isEqualTo(2);
    assertThat(retry.getDuration("delay")).hasNanos(8_000);
    assertThat(retry.getString("cause")).isEqualTo("java.lang.IllegalStateException: planted");
  }

  private List<RecordedEvent> record(Runnable action) throws IOException {
    Path file = folder.resolve("quern.jfr");
    try (Recording recording = new Recording()) {
      for (String kind :
          List.of("Task", "Graph", "Steal", "Spill", "Reload", "Reserve", "Retry", "Blocked")) {
        recording.enable("dev.quern." + kind);
      }
      recording.start();
      action.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file);
  }

  private static List<RecordedEvent> of(List<RecordedEvent> events, String kind) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("dev.quern." + kind))
        .toList();
  }

  private static LazyChunks two(Operator first, Operator second) {
    return LazyChunks.sinks(
        TaskGraph.builder()
            .add(TestGraphs.key("first"), first, new Origin("first", WHERE))
            .add(TestGraphs.key("second"), second, Origin.of("second"), TestGraphs.key("first"))
            .build());
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
