package dev.quern.scheduler.spark.rdd;

import dev.quern.engine.CancelledException;
import dev.quern.scheduler.spark.worker.WorkerNode;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.TaskInterruptListener;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** Calls that know nothing of each other; the elements are how they have ended, as bytes. */
public final class CallRdd extends RDD<byte[]> {
  private final transient CallBundle @Nullable [] bundles;

  /** The calls of {@code bundles}. */
  public CallRdd(SparkContext context, List<CallBundle> bundles) {
    super(context, Scala.seq(List.<Dependency<?>>of()), Scala.tag(byte[].class));
    this.bundles = bundles.toArray(CallBundle[]::new);
  }

  @Override
  public Partition[] getPartitions() {
    CallBundle[] mine = bundles;
    if (mine == null) {
      throw new IllegalStateException("partitions are made by the driver");
    }
    return mine.clone();
  }

  @Override
  public Iterator<byte[]> compute(Partition split, TaskContext context) {
    Caller caller = new Caller();
    context.addTaskInterruptListener((TaskInterruptListener) (_, why) -> caller.interrupt(why));
    List<byte[]> calls = Arrays.asList(((CallBundle) split).calls());
    return CollectionConverters.asScala(calls.stream().map(caller::call).iterator());
  }

  /** Calls on one thread, and is interrupted by others, as long as it calls. */
  private static final class Caller {
    private @Nullable Thread calling;
    private @Nullable String interrupted;

    byte[] call(byte[] call) {
      begin();
      try {
        return WorkerNode.current().call(call);
      } finally {
        end();
      }
    }

    private synchronized void begin() {
      if (interrupted != null) {
        throw new CancelledException(interrupted);
      }
      calling = Thread.currentThread();
    }

    /* A flag that was meant for the call is not for what the thread does next. */
    private synchronized void end() {
      calling = null;
      boolean _ = Thread.interrupted();
    }

    synchronized void interrupt(String why) {
      interrupted = why;
      Thread thread = calling;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }
}
