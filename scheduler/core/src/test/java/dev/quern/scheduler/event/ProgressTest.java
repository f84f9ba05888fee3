package dev.quern.scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.SourceLine;
import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.event.GraphEvent.GraphFinished;
import dev.quern.scheduler.event.GraphEvent.GraphStarted;
import dev.quern.scheduler.event.GraphEvent.Outcome;
import dev.quern.scheduler.event.GraphEvent.TasksFinished;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProgressTest {

  @Test
  void linesComeForEveryTenth() {
    List<String> lines = new ArrayList<>();
    ProgressLines progress = new ProgressLines(lines::add);

    progress.onEvent(new GraphStarted(3, 40, List.of()));
    for (int done = 1; done < 12; done++) {
      progress.onEvent(new TasksFinished(3, done, 40, List.of()));
    }
    progress.onEvent(new GraphFinished(3, Outcome.FAILED, 1_500_000_000, 0, List.of()));

    assertThat(lines)
        .containsExactly(
            "graph 3: 1 of 40 tasks, 2 %",
            "graph 3: 4 of 40 tasks, 10 %",
            "graph 3: 8 of 40 tasks, 20 %",
            "graph 3: failed after 1.50 s");
  }

  @Test
  void whatIsQuickPrintsNothing() {
    List<String> lines = new ArrayList<>();
    ProgressLines progress = new ProgressLines(lines::add);

    progress.onEvent(new GraphStarted(3, 40, List.of()));
    progress.onEvent(new GraphFinished(3, Outcome.DONE, 50_000_000, 0, List.of()));

    assertThat(lines).isEmpty();
  }

  @Test
  void theBarShowsTheGraphThatHadItFirst() {
    List<String> drawn = Collections.synchronizedList(new ArrayList<>());
    TerminalProgress progress =
        new TerminalProgress(
            ProgressBar.builder().setConsumer(new DelegatingProgressBarConsumer(drawn::add, 80)));

    progress.onEvent(new GraphStarted(1, 10, List.of()));
    progress.onEvent(new TasksFinished(1, 4, 10, List.of()));
    progress.onEvent(new TasksFinished(2, 900, 1000, List.of()));
    progress.onEvent(new TasksFinished(1, 8, 10, List.of()));
    progress.onEvent(new GraphFinished(2, Outcome.DONE, 1, 0, List.of()));
    progress.onEvent(new GraphFinished(1, Outcome.DONE, 1, 0, List.of()));

    assertThat(drawn.getLast()).contains("8/10");
    assertThat(drawn).noneMatch(text -> text.contains("1000"));
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void howeverAGraphEndsTheNextOneGetsTheBar(Outcome outcome) {
    List<String> drawn = Collections.synchronizedList(new ArrayList<>());
    TerminalProgress progress =
        new TerminalProgress(
            ProgressBar.builder().setConsumer(new DelegatingProgressBarConsumer(drawn::add, 80)));

    progress.onEvent(new GraphStarted(1, 10, List.of()));
    progress.onEvent(new GraphStarted(2, 77, List.of()));
    progress.onEvent(new TasksFinished(1, 4, 10, List.of()));
    progress.onEvent(new TasksFinished(2, 11, 77, List.of()));
    progress.onEvent(new GraphFinished(1, outcome, 1, 0, List.of()));
    int before = drawn.size();
    progress.onEvent(new TasksFinished(2, 33, 77, List.of()));
    progress.onEvent(new GraphFinished(2, outcome, 1, 0, List.of()));
    progress.onEvent(new GraphFinished(3, outcome, 1, 0, List.of()));

    assertThat(drawn.subList(0, before)).noneMatch(text -> text.contains("/77"));
    assertThat(drawn.getLast()).contains("33/77");
  }

  @Test
  void linesOfSeveralGraphsAreKeptApart() {
    List<String> lines = new ArrayList<>();
    ProgressLines progress = new ProgressLines(lines::add);

    progress.onEvent(new TasksFinished(1, 5, 10, List.of()));
    progress.onEvent(new TasksFinished(2, 1, 4, List.of()));
    progress.onEvent(new GraphFinished(1, Outcome.CANCELLED, 1_000_000, 0, List.of()));
    progress.onEvent(new GraphFinished(2, Outcome.DONE, 2_000_000, 0, List.of()));

    assertThat(lines)
        .containsExactly(
            "graph 1: 5 of 10 tasks, 50 %",
            "graph 2: 1 of 4 tasks, 25 %",
            "graph 1: cancelled after 1.00 ms",
            "graph 2: done after 2.00 ms");
  }

  @Test
  void timesAreSummedByPlanNode() {
    Origin scan = new Origin("scan flights", new SourceLine("App", "main", "App.java", 31));
    Origin sort = Origin.of("sort");
    GraphTimes times = new GraphTimes();

    for (int graph = 1; graph <= 2; graph++) {
      times.onEvent(
          new GraphFinished(
              graph,
              Outcome.DONE,
              9,
              0,
              List.of(
                  new NodeTime(sort, 1, 205_000, 0, 0),
                  new NodeTime(scan, 12, 615_000_000, 0, 0))));
    }

    assertThat(times.nodes())
        .containsExactly(
            new NodeTime(scan, 24, 1_230_000_000, 0, 0), new NodeTime(sort, 2, 410_000, 0, 0));
    assertThat(times.toString())
        .isEqualToNormalizingNewlines(
            """
                  time   tasks  plan node
                1.23 s      24  scan flights (at App.java:31)
               0.41 ms       2  sort
            """);
  }
}
