package dev.quern.scheduler.spark;

import static dev.quern.scheduler.Tasks.blocking;
import static dev.quern.scheduler.Tasks.gather;
import static dev.quern.scheduler.Tasks.map;
import static dev.quern.scheduler.Tasks.retries;
import static dev.quern.scheduler.Tasks.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.engine.CancelledException;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Submitted tasks on executors. */
@ExtendWith(Cluster.class)
class ClusterTaskTest {
  private static Session cluster;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    cluster = Cluster.session().open();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  static long pid() {
    return ProcessHandle.current().pid();
  }

  static long square(long number) {
    return number * number;
  }

  static String once(String file) throws IOException {
    Path path = Path.of(file);
    Files.writeString(path, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (Files.size(path) < 3) {
      throw new IOException("not yet");
    }
    return "at last";
  }

  static String hang(String folder) throws IOException, InterruptedException {
    Path started = Files.createFile(Path.of(folder, "started"));
    try {
      new CountDownLatch(1).await();
      return started.toString();
    } finally {
      Files.createFile(Path.of(folder, "stopped"));
    }
  }

  @Test
  void areCarriedOutByExecutors() {
    cluster.run(
        () -> {
          assertThat(submit(ClusterTaskTest::pid).join()).isNotEqualTo(pid());
          assertThat(submit(ClusterTaskTest::pid, blocking()).join()).isEqualTo(pid());
        });
  }

  @Test
  void giveTheSameAsOnOneMachine() {
    List<Long> expected = LongCases.of(map(ClusterTaskTest::square, LongCases.numbers(300)));
    cluster.run(
        () -> {
          assertThat(LongCases.of(map(ClusterTaskTest::square, LongCases.numbers(300))))
              .isEqualTo(expected);
          List<Task<Long>> tasks =
              IntStream.range(0, 300).mapToObj(i -> submit(() -> square(i))).toList();
          assertThat(gather(tasks)).isEqualTo(expected);
        });
  }

  @Test
  void failByTheLineThatSubmittedThem() {
    cluster.run(
        () -> {
          Task<Object> task =
              submit(
                  () -> {
                    throw new IllegalStateException("no luck");
                  });
          Task<String> other = submit(() -> "fine");
          TaskFailedException failure = catchThrowableOfType(TaskFailedException.class, task::join);
          assertThat(failure.getMessage()).contains("ClusterTaskTest.java:");
          assertThat(failure.getCause())
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("no luck");
          assertThat(other.join()).isEqualTo("fine");
        });
  }

  @Test
  void areTriedAgain() {
    String file = folder.resolve("tries").toString();
    cluster.run(() -> assertThat(submit(() -> once(file), retries(3)).join()).isEqualTo("at last"));
    assertThat(folder.resolve("tries")).hasContent("xxx");
  }

  @Test
  void areInterruptedWhenCancelled() throws IOException, InterruptedException {
    String there = folder.toString();
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Task<String> task = cluster.submit(() -> hang(there));
      awaitFile(watch, folder.resolve("started"));
      assertThat(task.cancel()).isTrue();
      assertThatThrownBy(task::join).isInstanceOf(CancelledException.class);
      awaitFile(watch, folder.resolve("stopped"));
    }
  }

  @Test
  void cannotBeginOthers() {
    Task<String> task = cluster.submit(() -> submit(() -> "inner").join());
    assertThatThrownBy(task::join)
        .isInstanceOf(TaskFailedException.class)
        .cause()
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("cannot begin others");
  }

  @Test
  void nameWhatCannotGoThere() {
    Thread thread = Thread.currentThread();
    assertThatThrownBy(() -> cluster.submit(() -> thread.getName()))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContaining("java.lang.Thread");
    Task<Thread> unsent = cluster.submit(() -> Thread.currentThread());
    assertThatThrownBy(unsent::join)
        .isInstanceOf(TaskFailedException.class)
        .cause()
        .isInstanceOf(UnsupportedDataException.class);
  }

  private static void awaitFile(WatchService watch, Path file) throws InterruptedException {
    while (!Files.exists(file)) {
      WatchKey key = watch.poll(60, TimeUnit.SECONDS);
      assertThat(key).as("a file %s", file).isNotNull();
      key.pollEvents();
      key.reset();
    }
  }

  /** Numbers, and their results as a list. */
  private static final class LongCases {
    static Stream<Long> numbers(int count) {
      return IntStream.range(0, count).mapToObj(Long::valueOf);
    }

    static List<Long> of(Stream<Long> results) {
      try (results) {
        return results.toList();
      }
    }
  }
}
