package dev.quern.scheduler.spark;

import dev.quern.engine.CancelledException;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.spark.checkpoint.Checkpoint;
import dev.quern.scheduler.spark.layer.Place;
import dev.quern.scheduler.spark.rdd.Bundle;
import dev.quern.scheduler.spark.rdd.CheckpointWrite;
import dev.quern.scheduler.spark.rdd.LayerRdd;
import dev.quern.scheduler.spark.rdd.ResultBytes;
import dev.quern.scheduler.spark.rdd.Shuffles;
import dev.quern.scheduler.spark.rdd.UnitReport;
import dev.quern.scheduler.spark.rdd.UnitReports;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.apache.spark.Partition;
import org.apache.spark.ShuffleDependency;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * A graph's jobs in Spark, one for each phase: begun, cancelled, and cleaned up after. Thread-safe.
 */
final class SubmittedJob implements AutoCloseable {
  /* Longer ones are worth the writing of a checkpoint. */
  private static final int LONG_LINEAGE = 12;

  private final SharedContext context;
  private final long number;
  private final KeptInputs inputs;
  private final GraphJob job;
  private final GraphJob.Phase first;
  private final SparkJob inSpark;
  /* Of units that only copy. */
  private final UnitReports untold = new UnitReports(null);
  private final Map<Place, UnitReport.Result> results = new ConcurrentHashMap<>();
  private volatile @Nullable String cancelled;

  /**
   * A job for {@code chunks}, not submitted.
   *
   * @throws dev.quern.engine.UnsupportedDataException when an operator cannot leave this process
   */
  SubmittedJob(SharedContext context, LazyChunks chunks, UnitReports reports) {
    this.context = context;
    this.number = context.begin();
    TaskGraph graph = chunks.graph();
    String description = chunks.size() == 0 ? "" : graph.origin(chunks.outputTask(0)).toString();
    this.inSpark = new SparkJob(context.spark(), "quern graph " + number, description);
    this.inputs = KeptInputs.of(chunks);
    try {
      // Also of tasks that fail: the report says why.
      reports.register(context.spark(), Option.apply("units"), true);
      untold.register(context.spark(), Option.apply("copies"), true);
      this.job = new GraphJob(context, inputs, number, reports);
      this.first = job.next();
    } catch (Throwable notMade) {
      inputs.close();
      context.end(number);
      throw notMade;
    }
  }

  /** How it is made up. */
  GraphJob job() {
    return job;
  }

  /** Takes note of what a unit tells. */
  void told(UnitReport report) {
    for (int i = 0; i < report.results().size(); i++) {
      results.put(new Place(report.layer(), report.unit() + i), report.results().get(i));
    }
  }

  /** What follows the jobs, on threads of Spark's unless it says otherwise. */
  interface Sequel {
    /** Has {@code next} done, which may take a while, on another thread. */
    void goOn(Runnable next);

    /** Told of tasks that are left out. */
    void leftOut(List<Integer> tasks);

    /** Told when all is over, with what it failed by, if it did. */
    void over(@Nullable Throwable failure);
  }

  /**
   * Has Spark bring the results here.
   *
   * @param receiver given the bytes of each, with the number of its unit, on threads of Spark's
   */
  void submit(ObjIntConsumer<byte[]> receiver, Sequel sequel) {
    begin(
        first,
        sequel,
        phase -> {
          LayerRdd last = phase.last();
          Partition[] bundles = last.partitions();
          inSpark.submit(
              last,
              new ResultBytes(),
              (number, results) -> {
                Bundle bundle = (Bundle) bundles[number];
                for (int i = 0; i < results.length; i++) {
                  receiver.accept(results[i], bundle.unit(i));
                }
              },
              sequel::over);
        });
  }

  /**
   * Has Spark keep the results on the executors.
   *
   * @param receiver told where they will be
   */
  void keep(Consumer<KeptLayer> receiver, Sequel sequel) {
    begin(
        first,
        sequel,
        phase -> {
          KeptLayer kept = new KeptLayer(context, phase.last(), job.kept(), job.lineage(phase));
          receiver.accept(kept);
          inSpark.keep(
              kept.shuffle(),
              failure -> {
                if (failure == null) {
                  made(phase, kept, sequel);
                } else {
                  sequel.over(failure);
                }
              });
        });
  }

  private void made(GraphJob.Phase phase, KeptLayer kept, Sequel sequel) {
    int number = phase.layering().layers().getLast().number();
    kept.sized(
        unit -> results.getOrDefault(new Place(number, unit), UnitReport.Result.UNKNOWN).bytes());
    Checkpoint all = context.checkpoints();
    if (all != null && kept.lineage() >= LONG_LINEAGE) {
      sequel.goOn(() -> checkpoint(kept, all.inside("graph-" + this.number), sequel));
    } else {
      sequel.over(null);
    }
  }

  private void checkpoint(KeptLayer kept, Checkpoint to, Sequel sequel) {
    try {
      LayerRdd copy =
          new LayerRdd(
              context.spark(),
              0,
              number,
              context.oldest(),
              List.of(kept.shuffle()),
              0,
              Map.of(),
              CheckpointCode.passingOn(
                  kept.results(), Math.ceilDiv(kept.results(), context.tasks())),
              untold);
      inSpark.submit(
          copy,
          new CheckpointWrite(to),
          (_, _) -> {},
          failure -> {
            if (failure == null) {
              kept.checkpointed(to);
            }
            sequel.over(failure);
          });
    } catch (RuntimeException | Error notWritten) {
      sequel.over(notWritten);
    }
  }

  private void begin(GraphJob.Phase phase, Sequel sequel, Consumer<GraphJob.Phase> atLast) {
    sequel.leftOut(phase.leftOut());
    if (phase.layering().goesOn()) {
      ShuffleDependency<Object, Object, Object> made = Shuffles.of(phase.last());
      inSpark.keep(
          made,
          failure -> {
            if (failure == null) {
              sequel.goOn(() -> next(phase, made, sequel, atLast));
            } else {
              sequel.over(failure);
            }
          });
    } else {
      atLast.accept(phase);
    }
    String why = cancelled;
    if (why != null) {
      inSpark.cancel(why);
    }
  }

  private void next(
      GraphJob.Phase phase,
      ShuffleDependency<Object, Object, Object> made,
      Sequel sequel,
      Consumer<GraphJob.Phase> atLast) {
    try {
      sequel.leftOut(
          job.made(phase, made, place -> results.getOrDefault(place, UnitReport.Result.UNKNOWN)));
      if (cancelled != null) {
        sequel.over(new CancelledException("it was cancelled between two phases"));
        return;
      }
      begin(job.next(), sequel, atLast);
    } catch (RuntimeException | Error notBegun) {
      sequel.over(notBegun);
    }
  }

  /** Asks Spark to end it. */
  void cancel(String why) {
    cancelled = why;
    inSpark.cancel(why);
  }

  /** Has what it left on executors deleted, but for what is kept. */
  @Override
  public void close() {
    context.end(number);
    job.clean();
    inputs.close();
  }
}
