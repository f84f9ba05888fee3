package dev.quern.scheduler.spark;

import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.spark.rdd.Bundle;
import dev.quern.scheduler.spark.rdd.ResultBytes;
import dev.quern.scheduler.spark.rdd.Shuffles;
import dev.quern.scheduler.spark.rdd.UnitReports;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.apache.spark.Partition;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** A graph's job in Spark: begun, cancelled, and cleaned up after. Thread-safe. */
final class SubmittedJob implements AutoCloseable {
  private final SharedContext context;
  private final long number;
  private final GraphJob job;
  private final SparkJob inSpark;

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
    try (KeptInputs inputs = KeptInputs.of(chunks)) {
      // Also of tasks that fail: the report says why.
      reports.register(context.spark(), Option.apply("units"), true);
      this.job = new GraphJob(context, inputs, number, reports);
    } catch (Throwable notMade) {
      context.end(number);
      throw notMade;
    }
  }

  /** How it is made up. */
  GraphJob job() {
    return job;
  }

  /** How many results it gives. */
  int outputs() {
    return job.layering().layers().getLast().units().size();
  }

  /**
   * Has Spark bring the results here. Both are called on threads of Spark's.
   *
   * @param receiver given the bytes of each, with the number of its unit
   * @param onEnd told when all is over, with what it failed by, if it did
   */
  void submit(ObjIntConsumer<byte[]> receiver, Consumer<@Nullable Throwable> onEnd) {
    Partition[] bundles = job.last().partitions();
    inSpark.submit(
        job.last(),
        new ResultBytes(),
        (number, results) -> {
          Bundle bundle = (Bundle) bundles[number];
          for (int i = 0; i < results.length; i++) {
            receiver.accept(results[i], bundle.unit(i));
          }
        },
        onEnd);
  }

  /**
   * Has Spark keep the results on the executors.
   *
   * @param onEnd told when all is over, with what it failed by, if it did
   * @return where they will be
   */
  KeptLayer keep(Consumer<@Nullable Throwable> onEnd) {
    KeptLayer kept = new KeptLayer(context, Shuffles.of(job.last()));
    inSpark.keep(kept.shuffle(), onEnd);
    return kept;
  }

  /** Asks Spark to end it. */
  void cancel(String why) {
    inSpark.cancel(why);
  }

  /** Has what it left on executors deleted, but for what is kept. */
  @Override
  public void close() {
    context.end(number);
    job.clean();
  }
}
