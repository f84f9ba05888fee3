package dev.quern.scheduler.spark.rdd;

import dev.quern.engine.chunk.Chunk;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.spark.worker.ResultStream;
import dev.quern.scheduler.spark.worker.UnitRun;
import dev.quern.scheduler.spark.worker.WorkerNode;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.TaskCompletionListener;
import org.apache.spark.util.TaskInterruptListener;
import org.jspecify.annotations.Nullable;
import scala.Product2;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * A layer: unit i is partition i, and each layer that it reads is a shuffle, of which a unit reads
 * the results that it wants. The one element of a partition is the unit's number with its result.
 */
public final class LayerRdd extends RDD<Product2<Object, Object>> {
  private final int layer;
  private final long graph;
  private final long oldest;
  private final UnitReports reports;
  private final transient UnitPartition @Nullable [] units;

  /**
   * A layer of a graph.
   *
   * @param layer its number
   * @param graph the number of the graph
   * @param oldest the lowest number of a graph that is running
   * @param upstream what it reads; the reads of units count in this list
   * @param units its units
   * @param reports where it is told what they cost
   */
  public LayerRdd(
      SparkContext context,
      int layer,
      long graph,
      long oldest,
      List<ShuffleDependency<Object, Object, Object>> upstream,
      UnitPartition[] units,
      UnitReports reports) {
    super(context, Scala.seq(upstream), Scala.tag(Product2.class));
    this.layer = layer;
    this.graph = graph;
    this.oldest = oldest;
    this.units = units;
    this.reports = reports;
  }

  @Override
  public Partition[] getPartitions() {
    UnitPartition[] mine = units;
    if (mine == null) {
      throw new IllegalStateException("partitions are made by the driver");
    }
    return mine.clone();
  }

  @Override
  public Iterator<Product2<Object, Object>> compute(Partition split, TaskContext context) {
    UnitPartition unit = (UnitPartition) split;
    UnitRun run =
        new UnitRun(WorkerNode.current(), "layer %d, unit %d,".formatted(layer, unit.index()));
    context.addTaskCompletionListener((TaskCompletionListener) _ -> run.close());
    context.addTaskInterruptListener((TaskInterruptListener) (_, why) -> run.cancel(why));
    Chunk result = carryOut(run, unit, context);
    Outgoing outgoing = out -> ResultStream.write(result, out, run.memory());
    return Scala.one(new Tuple2<>(unit.index(), outgoing));
  }

  private Chunk carryOut(UnitRun run, UnitPartition unit, TaskContext context) {
    UnitRun.Sources sources =
        new UnitRun.Sources(
            graph, oldest, exchanges(), unit.reads(), new Shuffles(dependencies(), context));
    TaskCodec.Encoded code = unit.code();
    try {
      Chunk result = run.run(code, sources);
      report(run, unit, result.byteSize(), null);
      return result;
    } catch (RuntimeException | Error thrown) {
      if (context.isInterrupted() || !RemoteFailure.isFinal(thrown)) {
        throw thrown;
      }
      report(run, unit, 0, RemoteFailure.of(thrown));
      throw new UnitFailedException(thrown.getMessage());
    }
  }

  private void report(
      UnitRun run, UnitPartition unit, long bytes, @Nullable RemoteFailure failure) {
    List<UnitReport.StepCost> steps =
        run.times().stream()
            .map(
                time ->
                    new UnitReport.StepCost(
                        run.step(time.origin()),
                        time.tasks(),
                        time.nanos(),
                        time.bytes(),
                        time.spilledBytes()))
            .toList();
    reports.add(
        new UnitReport(layer, unit.index(), SparkEnv.get().executorId(), bytes, steps, failure));
  }

  private int[] exchanges() {
    int[] numbers = new int[dependencies().size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ((ShuffleDependency<?, ?, ?>) dependencies().apply(i)).shuffleId();
    }
    return numbers;
  }
}
