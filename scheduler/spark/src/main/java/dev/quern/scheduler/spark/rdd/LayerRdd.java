package dev.quern.scheduler.spark.rdd;

import dev.quern.scheduler.spark.worker.UnitCopy;
import dev.quern.scheduler.spark.worker.UnitRun;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.TaskCompletionListener;
import org.apache.spark.util.TaskInterruptListener;
import org.jspecify.annotations.Nullable;
import scala.Product2;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A layer: its units are the elements of its partitions, each a unit's number with its result. Each
 * layer that it reads is a shuffle, of which a unit reads the results that it wants.
 */
public final class LayerRdd extends RDD<Product2<Object, Object>> {
  private final int layer;
  private final long graph;
  private final long oldest;
  private final int sections;
  private final HashMap<Integer, UnitCopy> copies;
  private final UnitReports reports;
  private final transient Bundle @Nullable [] bundles;
  private volatile boolean readsNothing;

  /**
   * A layer of a graph.
   *
   * @param layer its number
   * @param graph the number of the graph
   * @param oldest the lowest number of a graph that is running
   * @param upstream what it reads; the reads of units count in this list
   * @param sections in how many sections its units' results are written, at most
   * @param copies what its units carry out themselves, by the tasks that end it
   * @param bundles its units
   * @param reports where it is told what they cost
   */
  public LayerRdd(
      SparkContext context,
      int layer,
      long graph,
      long oldest,
      List<ShuffleDependency<Object, Object, Object>> upstream,
      int sections,
      Map<Integer, UnitCopy> copies,
      List<Bundle> bundles,
      UnitReports reports) {
    super(context, Scala.seq(upstream), Scala.tag(Product2.class));
    this.layer = layer;
    this.graph = graph;
    this.oldest = oldest;
    this.sections = sections;
    this.copies = new HashMap<>(copies);
    this.bundles = bundles.toArray(Bundle[]::new);
    this.reports = reports;
  }

  @Override
  public Partition[] getPartitions() {
    return bundles().clone();
  }

  /** Where its results stand when they are written. */
  BundlePartitioner places() {
    return new BundlePartitioner(bundles()[0].results(), sections);
  }

  /** Units of each bundle; the last may have fewer. */
  public int bundleUnits() {
    return bundles()[0].size();
  }

  /** Has those who make a result again do what is in these, which read the same. */
  public void replaceWith(List<Bundle> others) {
    for (Bundle other : others) {
      bundles()[other.index()].become(other);
    }
  }

  /** Has those who make a result again do what is in these, which read no other layer. */
  public void cutLineage(List<Bundle> others) {
    replaceWith(others);
    readsNothing = true;
    clearDependencies();
  }

  @Override
  public Seq<Dependency<?>> getDependencies() {
    return readsNothing ? Scala.seq(List.<Dependency<?>>of()) : super.getDependencies();
  }

  /** How many results each unit has. */
  public int width() {
    return bundles()[0].width();
  }

  /** How many results it has. */
  public int results() {
    return Arrays.stream(bundles()).mapToInt(Bundle::results).sum();
  }

  private Bundle[] bundles() {
    Bundle[] mine = bundles;
    if (mine == null) {
      throw new IllegalStateException("partitions are made by the driver");
    }
    return mine;
  }

  @Override
  public Iterator<Product2<Object, Object>> compute(Partition split, TaskContext context) {
    Shuffles shuffles = new Shuffles(dependencies(), context);
    BundleRun run =
        new BundleRun(
            (Bundle) split,
            layer,
            new BundlePartitioner(1, sections),
            new UnitRun.Sources(graph, oldest, exchanges(), copies, shuffles),
            reports,
            context);
    context.addTaskCompletionListener((TaskCompletionListener) _ -> run.close());
    context.addTaskInterruptListener((TaskInterruptListener) (_, why) -> run.cancel(why));
    return CollectionConverters.asScala(run);
  }

  private int[] exchanges() {
    int[] numbers = new int[dependencies().size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ((ShuffleDependency<?, ?, ?>) dependencies().apply(i)).shuffleId();
    }
    return numbers;
  }
}
