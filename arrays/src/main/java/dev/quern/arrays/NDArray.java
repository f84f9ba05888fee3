package dev.quern.arrays;

import dev.quern.arrays.lower.ArrayLowering;
import dev.quern.arrays.optimize.ArrayOptimizer;
import dev.quern.arrays.plan.ArrayExplain;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.PlanOrder;
import dev.quern.arrays.source.NpyHeader;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.io.OutputFile;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.Lazy;
import dev.quern.scheduler.RunProfile;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.run.Computation;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A lazy n-dimensional array: a plan of what its elements are, cut into blocks that are computed in
 * parallel. Immutable; made by the factories of {@link NDArrays}.
 *
 * <pre>{@code
 * var x = random(42).normal(100_000, 1_000);
 * var z = x.minus(x.mean(0)).divide(x.std(0));                  // computes nothing
 * double[] row = z.slice("7, :").compute().toDoubleArray();     // computes what row 7 needs
 * }</pre>
 *
 * <p>Shapes and types are checked by each call; only {@link #compute}, {@link #item} and {@link
 * #writeNpy} run anything. Elements are truth values, integers of 8 to 64 bits or floats of 32 and
 * 64; there are no nulls, and NaN is a value that propagates.
 */
public final class NDArray extends ArrayFunctions implements Lazy<DenseArray> {
  /* Beyond that many, toString does not count tasks exactly. */
  private static final long COUNTED_TASKS = 10_000;

  NDArray(ArrayPlan plan) {
    super(plan);
  }

  /** The elements, computed in {@link Session#current()}. */
  @Override
  public DenseArray compute() {
    return compute(Session.current());
  }

  /** The elements, computed in {@code session}, whose memory they take until they are closed. */
  @Override
  public DenseArray compute(Session session) {
    try (Computation computation = session.submit(lazyChunks())) {
      return result(session.memory(), computation.join());
    }
  }

  /** The only element, computed in {@link Session#current()}: of a sum, say. */
  public double item() {
    try (DenseArray result = compute()) {
      return result.item();
    }
  }

  /** The only element as an integer, computed in {@link Session#current()}. */
  public long itemLong() {
    try (DenseArray result = compute()) {
      return result.itemLong();
    }
  }

  /** The graph that computes the blocks, in the order of {@link #grid}. */
  @Override
  public LazyChunks lazyChunks() {
    return ArrayLowering.lower(ArrayOptimizer.standard().optimize(plan()));
  }

  /** The elements in these blocks, those of {@link #lazyChunks}, which it owns. */
  @Override
  public DenseArray result(MemoryBudget memory, List<Chunk> blocks) {
    return DenseArray.of(dtype(), grid(), blocks);
  }

  /**
   * Writes the elements to a NumPy file, computed in {@link Session#current()}. Blocks are written
   * as they are done; the file has its name when all are, and on an error nothing is left behind.
   */
  public void writeNpy(Path path) {
    writeNpy(path, Session.current());
  }

  /** Writes the elements to a NumPy file, computed in {@code session}. */
  public void writeNpy(Path path, Session session) {
    ArrayPlan best = ArrayOptimizer.standard().optimize(plan());
    byte[] header = NpyHeader.encode(dtype(), shape());
    try (OutputFile file = OutputFile.create(path)) {
      file.write(ByteBuffer.wrap(header));
      LazyChunks writes = ArrayLowering.lowerToNpy(best, file.aside(), header.length);
      try (Computation computation = session.submit(writes)) {
        computation.join().forEach(done -> done.close());
      }
      file.commit();
    }
  }

  /** What will be computed: the optimised plan, a node a line. */
  public String explain() {
    return ArrayExplain.text(ArrayOptimizer.standard().optimize(plan()));
  }

  /** Runs it in the current session, forgets the result, and tells what it has cost. */
  public RunProfile profile() {
    return profile(Session.current());
  }

  /**
   * Runs it, forgets the result, and tells what it has cost: per plan node tasks, elements, time,
   * bytes and what was spilled. Print it.
   */
  public RunProfile profile(Session session) {
    ArrayPlan best = ArrayOptimizer.standard().optimize(plan());
    return RunProfile.of(
        ArrayExplain.text(best),
        ArrayLowering.lower(best),
        session,
        "elements",
        chunk -> chunk instanceof Block block ? block.size() : 0);
  }

  /** Shape, chunks, type, size and tasks; never the elements. */
  @Override
  public String toString() {
    return "NDArray[%s %s, chunks %s, %s, %s]"
        .formatted(dtype(), shape(), grid(), bytes(), tasks());
  }

  private String bytes() {
    double bytes = (double) size() * Block.width(dtype());
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    int unit = 0;
    while (bytes >= 1024 && unit < units.length - 1) {
      bytes /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
  }

  private String tasks() {
    long blocks = 0;
    for (ArrayPlan node : PlanOrder.of(plan())) {
      blocks += node.grid().blocks();
    }
    return blocks > COUNTED_TASKS
        ? "some %d tasks".formatted(blocks)
        : lazyChunks().optimized().graph().size() + " tasks";
  }
}
