package dev.quern.scheduler.spark;

import dev.quern.scheduler.spark.rdd.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.FutureAction;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.collection.Iterator;
import scala.concurrent.ExecutionContext;
import scala.concurrent.ExecutionContext$;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Try;

/**
 * A job in Spark, under a name of its own by which it is cancelled. What it is given to call is
 * called on threads of Spark's. Thread-safe.
 *
 * @param group its name, which no other job has
 * @param description what people see of it
 */
record SparkJob(SparkContext spark, String group, String description) {
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";
  /* What is done at the end is short and does not wait. */
  private static final ExecutionContext HERE =
      ExecutionContext$.MODULE$.fromExecutor(Runnable::run);

  /** Takes what was made of a partition. */
  interface Receiver<R> {
    void accept(int partition, R result);
  }

  /**
   * Has {@code function} applied to each partition of {@code rdd}.
   *
   * @param onEnd told when all is over, with what it failed by, if it did
   */
  <T, R> void submit(
      RDD<T> rdd,
      Function1<Iterator<T>, R> function,
      Receiver<R> receiver,
      Consumer<@Nullable Throwable> onEnd) {
    List<Object> partitions = new ArrayList<>();
    for (int i = 0; i < rdd.partitions().length; i++) {
      partitions.add(i);
    }
    begin(
        () ->
            spark.submitJob(
                rdd,
                function,
                Scala.seq(partitions),
                new AbstractFunction2<Object, R, BoxedUnit>() {
                  @Override
                  public BoxedUnit apply(Object partition, R result) {
                    receiver.accept((Integer) partition, result);
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

  /** Has the map outputs of {@code shuffle} made, which stay on the executors. */
  void keep(
      ShuffleDependency<Object, Object, Object> shuffle, Consumer<@Nullable Throwable> onEnd) {
    begin(() -> spark.submitMapStage(shuffle), onEnd);
  }

  /** Begins something in Spark. */
  private interface Start {
    FutureAction<?> begin();
  }

  /* Spark takes the group from the thread that submits. */
  private void begin(Start start, Consumer<@Nullable Throwable> onEnd) {
    String outerGroup = spark.getLocalProperty(GROUP);
    String outerDescription = spark.getLocalProperty(DESCRIPTION);
    spark.setLocalProperty(GROUP, group);
    spark.setLocalProperty(DESCRIPTION, description);
    try {
      start.begin().onComplete(new Ended<>(onEnd), HERE);
    } finally {
      spark.setLocalProperty(GROUP, outerGroup);
      spark.setLocalProperty(DESCRIPTION, outerDescription);
    }
  }

  /** Asks Spark to end it. */
  void cancel(String why) {
    if (!spark.isStopped()) {
      spark.cancelJobGroup(group, why);
    }
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
