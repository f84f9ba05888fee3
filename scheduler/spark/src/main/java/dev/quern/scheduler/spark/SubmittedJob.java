package dev.quern.scheduler.spark;

import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.spark.rdd.Bundle;
import dev.quern.scheduler.spark.rdd.ResultBytes;
import dev.quern.scheduler.spark.rdd.Scala;
import dev.quern.scheduler.spark.rdd.Shuffles;
import dev.quern.scheduler.spark.rdd.UnitReports;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.apache.spark.FutureAction;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.concurrent.ExecutionContext;
import scala.concurrent.ExecutionContext$;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Try;

/** A graph's job in Spark: begun, cancelled, and cleaned up after. Thread-safe. */
final class SubmittedJob implements AutoCloseable {
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";
  /* What is done at the end is short and does not wait. */
  private static final ExecutionContext HERE =
      ExecutionContext$.MODULE$.fromExecutor(Runnable::run);

  private final SharedContext context;
  private final long number;
  private final GraphJob job;
  private final String group;
  private final String description;

  /**
   * A job for {@code chunks}, not submitted.
   *
   * @throws dev.quern.engine.UnsupportedDataException when an operator cannot leave this process
   */
  SubmittedJob(SharedContext context, LazyChunks chunks, UnitReports reports) {
    this.context = context;
    this.number = context.begin();
    this.group = "quern graph " + number;
    TaskGraph graph = chunks.graph();
    this.description = chunks.size() == 0 ? "" : graph.origin(chunks.outputTask(0)).toString();
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
    List<Object> numbers = new ArrayList<>();
    for (int i = 0; i < bundles.length; i++) {
      numbers.add(i);
    }
    submit(
        spark ->
            spark.submitJob(
                job.last(),
                new ResultBytes(),
                Scala.seq(numbers),
                new AbstractFunction2<Object, byte[][], BoxedUnit>() {
                  @Override
                  public BoxedUnit apply(Object number, byte[][] results) {
                    Bundle bundle = (Bundle) bundles[(Integer) number];
                    for (int i = 0; i < results.length; i++) {
                      receiver.accept(results[i], bundle.unit(i));
                    }
                    return BoxedUnit.UNIT;
                  }
                },
                new AbstractFunction0<BoxedUnit>() {
                  @Override
                  public BoxedUnit apply() {
                    return BoxedUnit.UNIT;
                  }
                }),
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
    submit(spark -> spark.submitMapStage(kept.shuffle()), onEnd);
    return kept;
  }

  /** Begins something in Spark. */
  private interface Start {
    FutureAction<?> on(SparkContext spark);
  }

  /* Spark takes the group from the thread that submits. */
  private void submit(Start start, Consumer<@Nullable Throwable> onEnd) {
    SparkContext spark = context.spark();
    String outerGroup = spark.getLocalProperty(GROUP);
    String outerDescription = spark.getLocalProperty(DESCRIPTION);
    spark.setLocalProperty(GROUP, group);
    spark.setLocalProperty(DESCRIPTION, description);
    try {
      start.on(spark).onComplete(new Ended<>(onEnd), HERE);
    } finally {
      spark.setLocalProperty(GROUP, outerGroup);
      spark.setLocalProperty(DESCRIPTION, outerDescription);
    }
  }

  /** Asks Spark to end it. */
  void cancel(String why) {
    if (!context.spark().isStopped()) {
      context.spark().cancelJobGroup(group, why);
    }
  }

  /** Has what it left on executors deleted, but for what is kept. */
  @Override
  public void close() {
    context.end(number);
    job.clean();
  }

  private static final class Ended<T> extends AbstractFunction1<Try<T>, BoxedUnit> {
    private final Consumer<@Nullable Throwable> onEnd;

    Ended(Consumer<@Nullable Throwable> onEnd) {
      this.onEnd = onEnd;
    }

    @Override
    public BoxedUnit apply(Try<T> end) {
      onEnd.accept(end instanceof Failure<?> failure ? failure.exception() : null);
      return BoxedUnit.UNIT;
    }
  }
}
