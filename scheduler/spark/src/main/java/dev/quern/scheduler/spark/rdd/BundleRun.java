package dev.quern.scheduler.spark.rdd;

import dev.quern.engine.QuernException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Outlined;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.scheduler.remote.RemoteFailure;
import dev.quern.scheduler.spark.worker.ResultStream;
import dev.quern.scheduler.spark.worker.UnitRun;
import dev.quern.scheduler.spark.worker.WorkerNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import scala.Product2;
import scala.Tuple2;

/**
 * The units of a bundle being carried out: each when its result is asked for, which is there until
 * the next one's is. Used by one thread, but for {@link #cancel}.
 */
final class BundleRun implements Iterator<Product2<Object, Object>>, AutoCloseable {
  private static final String ATTEMPTS = "spark.excludeOnFailure.task.maxTaskAttemptsPerNode";
  private static final int MOST_ATTEMPTS = 3;

  private final Bundle bundle;
  private final int layer;
  private final BundlePartitioner keys;
  private final UnitRun.Sources sources;
  private final UnitReports reports;
  private final TaskContext context;
  /* What is left to write of the current unit's result. */
  private final Deque<Product2<Object, Object>> pieces = new ArrayDeque<>();
  private int next;
  private @Nullable UnitRun current;
  private volatile @Nullable String cancelled;

  /**
   * Units that were not begun.
   *
   * @param layer the number of their layer
   * @param keys under which results are written
   */
  BundleRun(
      Bundle bundle,
      int layer,
      BundlePartitioner keys,
      UnitRun.Sources sources,
      UnitReports reports,
      TaskContext context) {
    this.bundle = bundle;
    this.layer = layer;
    this.keys = keys;
    this.sources = sources;
    this.reports = reports;
    this.context = context;
  }

  @Override
  public boolean hasNext() {
    return !pieces.isEmpty() || next < bundle.size();
  }

  @Override
  public Product2<Object, Object> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all units of the bundle were carried out");
    }
    if (pieces.isEmpty()) {
      carryOutNext();
    }
    return pieces.removeFirst();
  }

  private void carryOutNext() {
    close();
    int position = next++;
    int unit = bundle.unit(position);
    UnitRun run = new UnitRun(WorkerNode.current(), "layer %d, unit %d,".formatted(layer, unit));
    begin(run);
    List<Chunk> results = carryOut(run, position, unit);
    for (int i = 0; i < results.size(); i++) {
      addPieces(run, unit + i, results.get(i), bundle.sections(position));
    }
  }

  private void addPieces(UnitRun run, int unit, Chunk result, int sections) {
    if (sections > 0 && result instanceof Sectioned divided && divided.sections() > 0) {
      pieces.add(piece(unit, divided, Sectioned.NONE, run));
      for (int section = 0; section < sections; section++) {
        if (!(divided instanceof Outlined outlined && outlined.isEmpty(section))) {
          pieces.add(piece(unit, divided, section, run));
        }
      }
    } else {
      Outgoing whole = out -> ResultStream.write(result, out, run.memory());
      pieces.add(told(run, unit, ReadsSections.WHOLE, whole));
    }
  }

  private Product2<Object, Object> piece(int unit, Sectioned result, int section, UnitRun run) {
    Outgoing outgoing =
        out -> {
          try (Chunk piece = result.section(run.memory(), section)) {
            ResultStream.write(piece, out, run.memory());
          }
        };
    return told(run, unit, section, outgoing);
  }

  private Product2<Object, Object> told(UnitRun run, int unit, int section, Outgoing result) {
    Outgoing told =
        out -> {
          try {
            result.write(out);
          } catch (RuntimeException | Error thrown) {
            throw failure(run, unit, thrown);
          }
        };
    return new Tuple2<>(keys.key(unit, section), told);
  }

  private List<Chunk> carryOut(UnitRun run, int position, int unit) {
    try {
      List<Chunk> results = run.run(bundle.code(position), bundle.reads(position), sources);
      report(run, unit, results, null);
      return results;
    } catch (RuntimeException | Error thrown) {
      throw failure(run, unit, thrown);
    }
  }

  /* What is to be thrown; told before if it is how the unit ends, and no other attempt is made. */
  private RuntimeException failure(UnitRun run, int unit, Throwable thrown) {
    if (context.isInterrupted() || !(RemoteFailure.isFinal(thrown) || isLastAttempt(thrown))) {
      switch (thrown) {
        case Error error -> throw error;
        case RuntimeException again -> throw again;
        default -> throw new IllegalStateException("nothing else is caught", thrown);
      }
    }
    report(run, unit, List.of(), RemoteFailure.of(thrown));
    return new UnitFailedException(thrown.getMessage());
  }

  /* Told as it is, and not as what Spark says of a task that has failed too often. */
  private boolean isLastAttempt(Throwable thrown) {
    int most = SparkEnv.get().conf().getInt(ATTEMPTS, MOST_ATTEMPTS);
    return thrown instanceof QuernException && context.attemptNumber() >= most - 1;
  }

  private void report(UnitRun run, int unit, List<Chunk> chunks, @Nullable RemoteFailure failure) {
    List<UnitReport.StepCost> steps =
        run.costs().stream()
            .map(
                cost ->
                    new UnitReport.StepCost(
                        cost.copy(),
                        cost.step(),
                        cost.time().tasks(),
                        cost.time().nanos(),
                        cost.time().bytes(),
                        cost.time().spilledBytes()))
            .toList();
    // What a task has put aside may be on disk in its result.
    long spilled = steps.stream().mapToLong(UnitReport.StepCost::spilledBytes).sum();
    List<UnitReport.Result> results = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      results.add(new UnitReport.Result(chunks.get(i).byteSize() + spilled, run.calls(i)));
    }
    reports.add(new UnitReport(layer, unit, SparkEnv.get().executorId(), results, steps, failure));
  }

  private synchronized void begin(UnitRun run) {
    current = run;
    String why = cancelled;
    if (why != null) {
      run.cancel(why);
    }
  }

  /** Asks the units to stop; from any thread. */
  synchronized void cancel(String why) {
    cancelled = why;
    UnitRun run = current;
    if (run != null) {
      run.cancel(why);
    }
  }

  /**
   * Frees the last result that was handed out.
   *
   * @throws dev.quern.engine.MemoryFaultException when its unit has left something else behind
   */
  @Override
  public void close() {
    UnitRun run;
    synchronized (this) {
      run = current;
      current = null;
    }
    if (run != null) {
      run.close();
    }
  }
}
