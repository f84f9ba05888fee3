package dev.quern.scheduler.isolate;

import static dev.quern.scheduler.isolate.IsolationOptions.processes;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.engine.CancelledException;
import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.lane.ForkJoinLanes;
import dev.quern.scheduler.lane.Promise;
import dev.quern.scheduler.lane.Residents;
import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolatedPoolTest {
  private static final String QUICK = "-XX:TieredStopAtLevel=1";
  private static final ForkJoinLanes LANES = new ForkJoinLanes("test", 2);
  private static final MemoryBudget MEMORY = MemoryBudget.root("test", 64 << 20);
  private static final Residents RESIDENTS = new Residents(LANES);

  /** One process for all calls that leave it as it was: starting one takes half a second. */
  private static final IsolatedPool SHARED =
      IsolatedPool.open(RESIDENTS, MEMORY, processes(1).heap("64m").flag(QUICK));

  @TempDir Path folder;

  @AfterAll
  static void nothingIsLeft() {
    List<ProcessHandle> processes = SHARED.processes();
    RESIDENTS.close();
    LANES.close();
    MEMORY.close();
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
  }

  record Pair(String name, List<Long> values) implements Serializable {}

  @Test
  void theResultComesBackFromAnotherProcess() {
    long six = 6;

    Pair pair = SHARED.call(() -> new Pair("answer", List.of(six * 7)));
    long pid = SHARED.call(() -> ProcessHandle.current().pid());

    assertThat(pair).isEqualTo(new Pair("answer", List.of(42L)));
    assertThat(pid).isNotEqualTo(ProcessHandle.current().pid());
    assertThat(SHARED.processes()).extracting(ProcessHandle::pid).contains(pid);
  }

  @Test
  void whatACallThrowsIsTheCauseWithItsTrace() {
    TaskFailedException failure =
        catchThrowableOfType(
            TaskFailedException.class, () -> SHARED.call(() -> Long.parseLong("seven")));

    assertThat(failure)
        .hasMessageMatching(
            "isolated task failed \\(at IsolatedPoolTest.java:\\d+\\): "
                + "java.lang.NumberFormatException: For input string: \"seven\"")
        .hasCauseInstanceOf(RemoteException.class);
    assertThat(failure)
        .cause()
        .isInstanceOfSatisfying(
            RemoteException.class,
            remote -> {
              assertThat(remote.type()).isEqualTo("java.lang.NumberFormatException");
              assertThat(remote.getStackTrace())
                  .anyMatch(frame -> frame.getClassName().equals(IsolatedPoolTest.class.getName()));
            });
  }

  @Test
  void printingDoesNotDisturb() {
    int length =
        SHARED.call(
            () -> {
              String text = "RESULT ".repeat(10);
              System.out.println(text);
              System.err.println(text);
              return text.length();
            });

    assertThat(length).isEqualTo(70);
  }

  @Test
  void aProcessThatExitsIsAFailedTaskAndIsReplaced() {
    TaskFailedException exited =
        catchThrowableOfType(
            TaskFailedException.class,
            () ->
                SHARED.call(
                    () -> {
                      System.out.println("that was it");
                      System.exit(3);
                      return 1;
                    }));
    TaskFailedException halted =
        catchThrowableOfType(
            TaskFailedException.class,
            () ->
                SHARED.call(
                    () -> {
                      Runtime.getRuntime().halt(7);
                      return 1;
                    }));

    assertThat(exited)
        .hasMessageMatching(
            "isolated task failed .*process \\d+ ended with exit code 3; "
                + "the last it printed: that was it");
    assertThat(halted)
        .cause()
        .isInstanceOfSatisfying(
            WorkerDiedException.class, died -> assertThat(died.exitCode()).isEqualTo(7));
    assertThat(SHARED.<Integer>call(() -> 5)).isEqualTo(5);
  }

  @Test
  void aCrashOfTheVirtualMachineTellsWhereItsReportIs() throws IOException {
    TaskFailedException crashed =
        catchThrowableOfType(
            TaskFailedException.class,
            () ->
                SHARED.call(
                    () -> MemorySegment.ofAddress(1L << 40).reinterpret(8).get(JAVA_LONG, 0)));

    assertThat(crashed).hasMessageContaining("crashed, and its virtual machine wrote");
    Matcher report =
        Pattern.compile("wrote (\\S+hs_err_pid\\d+\\.log)").matcher(crashed.getMessage());
    assertThat(report.find()).isTrue();
    assertThat(Path.of(report.group(1))).content().contains("SIGSEGV");
    Files.delete(Path.of(report.group(1)));
  }

  @Test
  void aProcessWithoutMemoryIsAFailedTask() {
    assertThatThrownBy(
            () ->
                SHARED.call(
                    () -> {
                      long[][] all = {};
                      while (true) {
                        all = Arrays.copyOf(all, all.length + 1);
                        all[all.length - 1] = new long[1 << 17];
                      }
                    }))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("ran out of memory (64.0 MiB of heap): Java heap space");
    assertThat(SHARED.<Integer>call(() -> 5)).isEqualTo(5);
  }

  @Test
  void aCallThatTakesTooLongIsKilled() {
    try (IsolatedPool pool =
        IsolatedPool.open(RESIDENTS, MEMORY, processes(1).flag(QUICK).timeout("50ms"))) {
      Promise<Boolean> hanging = pool.submit(IsolatedPoolTest::hang);

      assertThatThrownBy(hanging::join)
          .isInstanceOf(CancelledException.class)
          .hasMessageMatching(
              "isolated task \\(at IsolatedPoolTest.java:\\d+\\): it took longer than 50ms, "
                  + "and its process was killed");
    }
  }

  @Test
  void cancellingKillsTheProcess() {
    Path begun = folder.resolve("begun");
    String name = begun.toString();
    Promise<Boolean> hanging =
        SHARED.submit(
            () -> {
              Files.createFile(Path.of(name));
              return hang();
            });
    while (!Files.exists(begun)) {
      Thread.onSpinWait();
    }
    List<ProcessHandle> before = SHARED.processes();

    assertThat(hanging.cancel(true)).isTrue();

    before.forEach(process -> process.onExit().join());
    assertThat(hanging.isCancelled()).isTrue();
    assertThatThrownBy(hanging::join).hasMessageContaining("it was cancelled");
    assertThat(SHARED.<Integer>call(() -> 5)).isEqualTo(5);
  }

  @Test
  void closingThePoolEndsWhatRuns() {
    IsolatedPool pool = IsolatedPool.open(RESIDENTS, MEMORY, processes(2).flag(QUICK));
    long pid = pool.call(() -> ProcessHandle.current().pid());
    Promise<Boolean> hanging = pool.submit(IsolatedPoolTest::hang);
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();

    pool.close();

    assertThat(process.isAlive()).isFalse();
    assertThat(pool.processes()).noneMatch(ProcessHandle::isAlive);
    assertThatThrownBy(hanging::join).isInstanceOf(CancelledException.class);
    assertThatThrownBy(() -> pool.submit(() -> 1))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("was closed; open another one");
  }

  @Test
  void aProcessIsReplacedAfterSoManyCalls() {
    try (IsolatedPool pool =
        IsolatedPool.open(RESIDENTS, MEMORY, processes(1).flag(QUICK).recycleAfter(2))) {
      List<Long> pids = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        pids.add(pool.call(() -> ProcessHandle.current().pid()));
      }
      assertThat(pids.get(0)).isEqualTo(pids.get(1));
      assertThat(pids.get(2)).isEqualTo(pids.get(3)).isNotEqualTo(pids.get(0));
      assertThat(ProcessHandle.of(pids.get(0)).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  /* The process opens a pool of its own and is killed: nothing of that is to be left. */
  @Test
  void processesEndWithTheirParentHoweverItEnds() {
    long grandchild = SHARED.call(IsolatedPoolTest::openAnother);
    ProcessHandle left = ProcessHandle.of(grandchild).orElseThrow();
    Promise<Boolean> hanging = SHARED.submit(IsolatedPoolTest::hang);

    assertThat(left.parent()).map(ProcessHandle::destroyForcibly).contains(true);

    left.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    assertThatThrownBy(hanging::join).hasMessageContaining("was killed by signal SIGKILL");
  }

  @Test
  void batchesTravelAsFiles() {
    RandomBatches random = new RandomBatches(7, MEMORY);
    for (int rows : new int[] {0, 1, 1_000}) {
      for (boolean dictionary : new boolean[] {false, true}) {
        try (Batch batch = random.dictionary(dictionary).next(RandomBatches.EVERY_TYPE, rows)) {
          Map<String, Object> back =
              SHARED.call(
                  () -> {
                    List<String> last = List.of("nanos", "text");
                    return Map.of("same", batch, "rows", batch.rows(), "some", batch.select(last));
                  });
          try (Batch same = (Batch) Objects.requireNonNull(back.get("same"));
              Batch some = (Batch) Objects.requireNonNull(back.get("some"))) {
            assertThat(plain(same)).isEqualTo(plain(batch));
            assertThat(same.schema()).isEqualTo(batch.schema());
            assertThat(some.rows()).isEqualTo(rows).isEqualTo(back.get("rows"));
          }
        }
      }
    }
  }

  @Test
  void aCallMakesBatchesOfItsOwn() {
    Schema schema = Schema.of(Field.of("text", DType.UTF8), Field.of("number", DType.INT64));
    try (Batch made =
            SHARED.call(
                () -> {
                  Schema same =
                      Schema.of(Field.of("text", DType.UTF8), Field.of("number", DType.INT64));
                  return new RandomBatches(3, IsolatedPool.workerMemory()).next(same, 100);
                });
        Batch expected = new RandomBatches(3, MEMORY).next(schema, 100)) {
      assertThat(BatchRows.toRows(made)).isEqualTo(BatchRows.toRows(expected));
    }
    assertThatThrownBy(IsolatedPool::workerMemory).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatCannotTravelIsNamedAtTheCall() {
    Object stays = new Object();

    assertThatThrownBy(() -> SHARED.submit(stays::hashCode))
        .isInstanceOf(PlanException.class)
        .hasMessageMatching(
            "a call cannot go to another process: it captures a java.lang.Object, "
                + "which is not serializable \\(at IsolatedPoolTest.java:\\d+\\)");
  }

  @Test
  void classesThatNobodyAllowedAreRefusedOnEitherSide() throws JMException {
    ObjectName foreign = new ObjectName("some:type=thing");

    assertThatThrownBy(() -> SHARED.call(() -> new ObjectName("some:type=thing")))
        .hasCauseInstanceOf(DataException.class)
        .hasMessageContaining(
            "a javax.management.ObjectName may not travel between processes: "
                + "let it with IsolationOptions.allow(\"javax.management\")");
    assertThatThrownBy(() -> SHARED.call(foreign::getCanonicalName))
        .hasCauseInstanceOf(RemoteException.class)
        .hasMessageContaining("a javax.management.ObjectName may not travel");
    assertThatThrownBy(() -> SHARED.call(() -> (Supplier<Integer> & Serializable) () -> 1))
        .as("code does not come back")
        .hasMessageContaining("SerializedLambda may not travel");
  }

  @Test
  void aProcessThatCannotStartSaysWhy() {
    try (IsolatedPool pool =
        IsolatedPool.open(RESIDENTS, MEMORY, processes(1).flag("-XX:+NoSuchFlag"))) {
      assertThatThrownBy(() -> pool.call(() -> 1))
          .hasCauseInstanceOf(WorkerDiedException.class)
          .hasMessageContaining("ended with exit code 1")
          .hasMessageContaining("NoSuchFlag");
    }
  }

  @Test
  void amountsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> processes(0)).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> processes(1).heap("1m")).hasMessageContaining("8.0 MiB");
    assertThatThrownBy(() -> processes(1).recycleAfter(0)).isInstanceOf(PlanException.class);
  }

  private static List<List<@Nullable Object>> plain(Batch batch) {
    List<List<@Nullable Object>> rows = BatchRows.toRows(batch);
    for (List<@Nullable Object> row : rows) {
      row.replaceAll(value -> value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
    }
    return rows;
  }

  private static boolean hang() throws InterruptedException {
    new CountDownLatch(1).await();
    return true;
  }

  /* Stays open until its process ends. */
  private static long openAnother() {
    MemoryBudget memory = MemoryBudget.root("inner", 1 << 20);
    Residents residents = new Residents(new ForkJoinLanes("inner", 1));
    return IsolatedPool.open(residents, memory, processes(1))
        .call(() -> ProcessHandle.current().pid());
  }
}
