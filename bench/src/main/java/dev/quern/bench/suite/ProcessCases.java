package dev.quern.bench.suite;

import static dev.quern.bench.harness.Contender.timed;
import static dev.quern.scheduler.isolate.IsolationOptions.processes;

import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Setting;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.isolate.IsolatedPool;
import java.util.List;

/** What it costs to have work done by a process of its own. */
final class ProcessCases {
  private ProcessCases() {}

  static List<Case> of(Setting setting, Session session) {
    int calls = setting.options().tiny() ? 20 : 2_000;
    int rows = setting.options().tiny() ? 1_000 : 8_000_000;
    IsolatedPool pool = setting.own(session.isolated(processes(1)));
    Batch batch = setting.own(numbers(session, rows));
    return List.of(
        Case.of("start a process, call it, end it", 1, "", quern(() -> startAndCall(session)))
            .uncounted(),
        Case.of("call a process that waits", calls, "calls", quern(() -> call(pool, calls)))
            .uncounted(),
        Case.of("hand integers to a process and back", rows, "rows", quern(() -> hand(pool, batch)))
            .uncounted());
  }

  private static long startAndCall(Session session) {
    try (IsolatedPool pool = session.isolated(processes(1))) {
      return pool.call(() -> 1L);
    }
  }

  private static long call(IsolatedPool pool, int calls) {
    long sum = 0;
    for (int i = 0; i < calls; i++) {
      long number = i;
      sum += pool.<Long>call(() -> number + 1);
    }
    return sum;
  }

  private static long hand(IsolatedPool pool, Batch batch) {
    try (Batch back = pool.call(() -> batch)) {
      return back.rows();
    }
  }

  private static Batch numbers(Session session, int rows) {
    try (ColumnBuilder builder = new ColumnBuilder(session.memory(), DType.INT64, rows)) {
      for (int i = 0; i < rows; i++) {
        builder.append((long) i);
      }
      return Batch.of(Schema.of(Field.of("number", DType.INT64)), rows, List.of(builder.build()));
    }
  }

  private static Contender quern(Counted work) {
    return timed("quern", () -> new Total(work.count()), total -> Answer.of(total.value()));
  }

  /** Work whose answer is a number. */
  @FunctionalInterface
  private interface Counted {
    long count();
  }

  /** The number. */
  private record Total(long value) implements AutoCloseable {
    @Override
    public void close() {}
  }
}
