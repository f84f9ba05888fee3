package dev.quern.scheduler.spark.rdd;

import dev.quern.engine.graph.ChoosesSections.Stretch;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.scheduler.spark.worker.Exchange;
import java.io.InputStream;
import org.apache.spark.Dependency;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.shuffle.ShuffleReader;
import org.apache.spark.shuffle.ShuffleWriteProcessor;
import scala.Option;
import scala.Product2;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;

/**
 * Spark's shuffles as an exchange of results. A result is written once, to the file of the task
 * that made it, in which it is a partition; whoever wants it reads that partition of the outputs of
 * that map task. So one result may have any number of readers, and what is lost with its executor
 * is made again, bundle by bundle.
 */
public final class Shuffles implements Exchange {
  private final Seq<Dependency<?>> upstream;
  private final TaskContext context;

  Shuffles(Seq<Dependency<?>> upstream, TaskContext context) {
    this.upstream = upstream;
    this.context = context;
  }

  /** The results of {@code layer}, to be read by others. */
  public static ShuffleDependency<Object, Object, Object> of(LayerRdd layer) {
    return new ShuffleDependency<>(
        layer,
        layer.places(),
        new ChunkSerializer(),
        Option.empty(),
        Option.empty(),
        false,
        new ShuffleWriteProcessor(),
        Scala.tag(Object.class),
        Scala.tag(Object.class),
        Scala.tag(Object.class));
  }

  @Override
  public void read(int source, int section, int from, int to, Receiver receiver) {
    ShuffleDependency<?, ?, ?> dependency = (ShuffleDependency<?, ?, ?>) upstream.apply(source);
    BundlePartitioner partitioner = (BundlePartitioner) dependency.partitioner();
    Receiver ofUnits = (key, in) -> receiver.accept(partitioner.unit(key), in);
    int whole = partitioner.slot(ReadsSections.WHOLE);
    int divided = partitioner.isDivided() ? partitioner.slot(section) : whole;
    // A result that could not be divided is whole.
    readSlots(dependency, whole, whole + 1, from, to, ofUnits);
    if (divided != whole) {
      readSlots(dependency, divided, divided + 1, from, to, ofUnits);
    }
  }

  @Override
  public void read(int source, Stretch sections, int from, int to, Receiver receiver) {
    ShuffleDependency<?, ?, ?> dependency = (ShuffleDependency<?, ?, ?>) upstream.apply(source);
    BundlePartitioner partitioner = (BundlePartitioner) dependency.partitioner();
    readSlots(
        dependency,
        partitioner.slot(sections.first()),
        partitioner.slot(sections.end() - 1) + 1,
        from,
        to,
        (key, in) -> receiver.accept(partitioner.unit(key), in));
  }

  private void readSlots(
      ShuffleDependency<?, ?, ?> dependency,
      int fromSlot,
      int toSlot,
      int from,
      int to,
      Receiver receiver) {
    int size = ((BundlePartitioner) dependency.partitioner()).size();
    int unit = from;
    while (unit < to) {
      int bundle = unit / size;
      int first = unit % size;
      // Whole bundles at once; of the first and the last some units.
      int bundles = first == 0 ? Math.max(1, (to - unit) / size) : 1;
      int end = Math.min(size, first + to - unit);
      // Slots of whole bundles stand together, so that one read gets them all.
      boolean together = end - first == size;
      for (int slot = fromSlot; slot < toSlot; slot += together ? toSlot - fromSlot : 1) {
        int last = together ? toSlot - 1 : slot;
        read(
            dependency, bundle, bundle + bundles, slot * size + first, last * size + end, receiver);
      }
      unit = (bundle + bundles - 1) * size + end;
    }
  }

  private void read(
      ShuffleDependency<?, ?, ?> dependency,
      int fromBundle,
      int toBundle,
      int from,
      int to,
      Receiver receiver) {
    ShuffleReader<Object, Object> reader =
        SparkEnv.get()
            .shuffleManager()
            .getReader(
                dependency.shuffleHandle(),
                fromBundle,
                toBundle,
                from,
                to,
                context,
                context.taskMetrics().createTempShuffleReadMetrics());
    Iterator<Product2<Object, Object>> results = reader.read();
    while (results.hasNext()) {
      Product2<Object, Object> result = results.next();
      receiver.accept((Integer) result._1(), (InputStream) result._2());
    }
  }
}
