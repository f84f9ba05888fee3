package dev.quern.scheduler;

import static dev.quern.scheduler.Tasks.backoff;
import static dev.quern.scheduler.Tasks.label;
import static dev.quern.scheduler.Tasks.retries;
import static dev.quern.scheduler.Tasks.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.event.TaskEvent;
import dev.quern.scheduler.event.TaskEvent.Cancelled;
import dev.quern.scheduler.event.TaskEvent.Failed;
import dev.quern.scheduler.event.TaskEvent.Finished;
import dev.quern.scheduler.event.TaskEvent.Ready;
import dev.quern.scheduler.event.TaskEvent.Retried;
import dev.quern.scheduler.event.TaskEvent.Started;
import dev.quern.scheduler.event.TaskEvent.Submitted;
import dev.quern.scheduler.event.TaskListener;
import dev.quern.scheduler.event.TaskRef;
import dev.quern.scheduler.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of submitted tasks. */
class TaskStoryTest {
  private final List<TaskEvent> events = new ArrayList<>();
  private final TaskListener listener = events::add;

  private void in(int workers, TaskKit.Body body) {
    try (Session session = Session.local().workers(workers).listener(listener).open()) {
      session.run(() -> body.run(session));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTaskIsSubmittedReadyStartedAndFinished(int workers) {
    in(workers, _ -> assertThat(submit(() -> 1, label("count")).join()).isEqualTo(1));

    assertThat(story("count"))
        .containsExactly(Submitted.class, Ready.class, Started.class, Finished.class);
    TaskEvent start = first("count", Started.class);
    Finished end = (Finished) first("count", Finished.class);
    assertThat(start.worker()).isNotNegative().isEqualTo(end.worker());
    assertThat(first("count", Submitted.class).worker()).isEqualTo(TaskEvent.NO_WORKER);
    assertThat(end.nanos()).isEqualTo(end.time() - start.time()).isNotNegative();
    assertThat(end.task().graph()).isEqualTo(TaskRef.NO_GRAPH);
    assertThat(end.task().origin().where().toString()).startsWith("TaskStoryTest.java:");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTaskThatFailsIsRetriedAndFailsAgain(int workers) {
    in(
        workers,
        _ ->
            assertThatThrownBy(
                    submit(
                            () -> {
                              throw new IOException("planted");
                            },
                            label("fetch"),
                            retries(1, backoff("1ms", "1ms")))
                        ::join)
                .isInstanceOf(TaskFailedException.class));

    assertThat(story("fetch"))
        .containsExactly(
            Submitted.class,
            Ready.class,
            Started.class,
            Failed.class,
            Retried.class,
            Ready.class,
            Started.class,
            Failed.class);
    Retried retried = (Retried) first("fetch", Retried.class);
    assertThat(retried.attempt()).isEqualTo(2);
    assertThat(retried.delay()).isPositive().isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(retried.cause()).hasMessage("planted");
  }

  @Test
  void aTaskIsCancelledOnceWhetherItRunsOrNot() {
    CountDownLatch running = new CountDownLatch(1);
    in(
        1,
        _ -> {
          Task<Integer> runs =
              submit(
                  () -> {
                    running.countDown();
                    new CountDownLatch(1).await();
                    return 1;
                  },
                  label("runs"));
          Task<Integer> waits = submit(() -> 1, label("waits"));
          TaskKit.await(running);
          assertThat(waits.cancel()).isTrue();
          assertThat(runs.cancel()).isTrue();
        });

    assertThat(story("runs"))
        .containsExactly(Submitted.class, Ready.class, Started.class, Cancelled.class);
    assertThat(story("waits")).containsExactly(Submitted.class, Ready.class, Cancelled.class);
    assertThat(first("runs", Cancelled.class).worker()).isNotNegative();
  }

  @Test
  void tasksAreNestedOnTheThreadThatWaits() {
    in(
        1,
        _ ->
            assertThat(submit(() -> submit(() -> 1, label("inner")).join(), label("outer")).join())
                .isEqualTo(1));

    assertThat(story("inner")).endsWith(Started.class, Finished.class);
    assertThat(story("outer")).endsWith(Started.class, Finished.class);
    assertThat(first("inner", Submitted.class).worker()).isNotNegative();
  }

  @Test
  void theFlightRecorderHasTasksAndRetries(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tasks.jfr");
    try (Recording recording = new Recording();
        Session session = Session.local().workers(1).open()) {
      recording.enable("dev.quern.Task");
      recording.enable("dev.quern.Retry");
      recording.start();
      boolean[] again = new boolean[1];
      int result =
          session
              .submit(
                  () -> {
                    if (!again[0]) {
                      again[0] = true;
                      throw new IOException("planted");
                    }
                    return 7;
                  },
                  label("load"),
                  retries(1))
              .join();
      recording.stop();
      recording.dump(file);
      assertThat(result).isEqualTo(7);
    }

    List<RecordedEvent> recorded = RecordingFile.readAllEvents(file);
    assertThat(recorded.stream().filter(event -> is(event, "Task")))
        .map(event -> event.getString("node") + " " + event.getString("outcome"))
        .containsExactly("load failed", "load done");
    assertThat(recorded.stream().filter(event -> is(event, "Retry")))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getInt("attempt")).isEqualTo(2);
              assertThat(event.getString("source")).startsWith("TaskStoryTest.java:");
            });
  }

  private static boolean is(RecordedEvent event, String kind) {
    return event.getEventType().getName().equals("dev.quern." + kind);
  }

  /* By time, since events of several threads come mixed. */
  private List<Class<?>> story(String label) {
    List<Class<?>> story = new ArrayList<>();
    events.stream()
        .filter(event -> event.task().origin().label().equals(label))
        .sorted((one, other) -> Long.compare(one.time(), other.time()))
        .forEach(event -> story.add(event.getClass()));
    return story;
  }

  private TaskEvent first(String label, Class<? extends TaskEvent> kind) {
    return events.stream()
        .filter(event -> kind.isInstance(event) && event.task().origin().label().equals(label))
        .findFirst()
        .orElseThrow();
  }
}
