package dev.quern.scheduler.spark;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.scheduler.spark.checkpoint.Checkpoint;
import dev.quern.scheduler.spark.rdd.LayerRdd;
import dev.quern.scheduler.spark.rdd.Shuffles;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.apache.spark.ShuffleDependency;
import org.jspecify.annotations.Nullable;

/**
 * Results that stay on the executors, as long as one of the chunks that stand for them is open. One
 * that is lost with its executor is made again when it is read: from what it was made of, or from
 * its checkpoint. That lives as long as others may be made of it. Thread-safe.
 */
final class KeptLayer {
  private final SharedContext context;
  private final LayerRdd layer;
  private final ShuffleDependency<Object, Object, Object> shuffle;
  private Set<KeptLayer> madeOf;
  private int lineage;
  private IntToLongFunction bytes = _ -> Long.MAX_VALUE;
  private @Nullable Checkpoint checkpoint;
  private int owners;
  private int dependents;

  /**
   * The results of {@code layer}, which nobody has asked for yet.
   *
   * @param madeOf what it is made of that is kept as well
   * @param lineage how many layers lead to it
   */
  KeptLayer(SharedContext context, LayerRdd layer, Set<KeptLayer> madeOf, int lineage) {
    this.context = context;
    this.layer = layer;
    this.shuffle = Shuffles.of(layer);
    this.madeOf = Set.copyOf(madeOf);
    this.lineage = lineage;
    madeOf.forEach(KeptLayer::addDependent);
  }

  ShuffleDependency<Object, Object, Object> shuffle() {
    return shuffle;
  }

  /** How many results there are. */
  int results() {
    return layer.results();
  }

  /** How many layers have to be made one after the other when all is lost. */
  synchronized int lineage() {
    return lineage;
  }

  /** How many bytes the result of {@code unit} has, as far as that is known. */
  long bytes(int unit) {
    IntToLongFunction known;
    synchronized (this) {
      known = bytes;
    }
    return known.applyAsLong(unit);
  }

  /** Takes note of how many bytes each result has. */
  synchronized void sized(IntToLongFunction each) {
    bytes = each;
  }

  /** Takes note that all results were written to {@code to}, and are made again from there. */
  void checkpointed(Checkpoint to) {
    layer.cutLineage(
        CheckpointCode.bundles(to, layer.results(), layer.bundleUnits(), layer.width()));
    Set<KeptLayer> before;
    synchronized (this) {
      checkpoint = to;
      lineage = 0;
      before = madeOf;
      madeOf = Set.of();
    }
    before.forEach(KeptLayer::removeDependent);
  }

  /** A chunk that stands for the result of {@code unit}, owned by the caller. */
  synchronized Result result(int unit) {
    owners++;
    return new Result(this, unit);
  }

  /** Gives all up when no chunk stands for any. */
  void dropIfUnused() {
    boolean unused;
    synchronized (this) {
      unused = owners == 0;
    }
    if (unused) {
      unowned();
    }
  }

  private synchronized void retain() {
    owners++;
  }

  private void release() {
    boolean last;
    synchronized (this) {
      if (owners == 0) {
        throw new MemoryFaultException("a result on a cluster was freed twice");
      }
      owners--;
      last = owners == 0;
    }
    if (last) {
      unowned();
    }
  }

  private void unowned() {
    context.clean(shuffle);
    endIfUnneeded();
  }

  private synchronized void addDependent() {
    dependents++;
  }

  private void removeDependent() {
    synchronized (this) {
      dependents--;
    }
    endIfUnneeded();
  }

  /* What is made of this may have to be made again, and asks for it then. */
  private void endIfUnneeded() {
    Checkpoint gone;
    Set<KeptLayer> before;
    synchronized (this) {
      if (owners > 0 || dependents > 0) {
        return;
      }
      gone = checkpoint;
      checkpoint = null;
      before = madeOf;
      madeOf = Set.of();
    }
    if (gone != null) {
      context.delete(gone);
    }
    before.forEach(KeptLayer::removeDependent);
  }

  /**
   * Stands for a result. It takes no memory here.
   *
   * @param layer where it is
   * @param unit its number in there
   */
  record Result(KeptLayer layer, int unit) implements Chunk {
    @Override
    public long byteSize() {
      return 0;
    }

    @Override
    public Chunk retain() {
      layer.retain();
      return this;
    }

    @Override
    public void close() {
      layer.release();
    }
  }
}
