package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.Decision;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.PartOfShare;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.join.JoinTable;
import dev.quern.engine.join.KeyFilter;
import dev.quern.engine.join.KeyScatter;
import dev.quern.engine.join.ScatteredTable;
import dev.quern.engine.spill.RowShape;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the table that a join looks rows up in; or scatters the rows to parts by the hash of their
 * keys, to one part if there are none, if a table of them exceeds the task's share.
 *
 * @param schema the columns of the inputs
 * @param keys the columns to look up by
 * @param ranges what the rows of a key are compared by; none for none
 * @param drops whether probe rows without a partner are dropped, so that a filter of the keys
 *     spares them the way to their part
 * @param shared whether the table may be left for other tasks to fill
 * @param makes which of the two it makes
 */
public record BuildTable(
    Schema schema, List<String> keys, List<Expr> ranges, boolean drops, boolean shared, Makes makes)
    implements Decision, DataBound {
  /* Of the task's share, that a filter of keys may take. */
  private static final int FILTER_PART = 8;

  /** What is made of the rows. */
  public enum Makes {
    /** A table, however large. */
    TABLE,
    /** Scattered rows, however few. */
    PARTS,
    /** A table if it fits, and scattered rows otherwise. */
    WHAT_FITS
  }

  /** Copies the lists. */
  public BuildTable {
    keys = List.copyOf(keys);
    ranges = List.copyOf(ranges);
  }

  @Override
  public boolean calls(Chunk result) {
    return result instanceof ScatteredTable;
  }

  @Override
  public Operator decided(boolean calls) {
    return new BuildTable(schema, keys, ranges, drops, shared, calls ? Makes.PARTS : Makes.TABLE);
  }

  /* Nobody scatters little. */
  @Override
  public boolean isDataBound() {
    return makes != Makes.PARTS;
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    List<Integer> positions = keys.stream().map(schema::position).toList();
    boolean fits =
        switch (makes) {
          case TABLE -> true;
          case PARTS -> false;
          case WHAT_FITS -> neededBytes(inputs) <= context.memoryShare();
        };
    return fits ? table(context, inputs, positions) : scattered(context, inputs, positions);
  }

  private Chunk scattered(TaskContext context, List<Chunk> inputs, List<Integer> positions) {
    KeyFilter filter =
        drops && !positions.isEmpty()
            ? KeyFilter.of(context.memory(), rows(inputs), context.memoryShare() / FILTER_PART)
            : null;
    // The rows are held meanwhile, by this very task if it has made them.
    TaskContext half = new PartOfShare(context, 2);
    try (KeyScatter scatter = new KeyScatter(half, "build rows", schema, positions)) {
      for (Chunk input : inputs) {
        scatter(context, input, positions, scatter, filter);
      }
      return new ScatteredTable(scatter.finish(), filter);
    } catch (RuntimeException | Error e) {
      if (filter != null) {
        filter.close();
      }
      throw e;
    }
  }

  private static void scatter(
      TaskContext context,
      Chunk input,
      List<Integer> positions,
      KeyScatter scatter,
      @Nullable KeyFilter filter) {
    try (BatchReader reader = Morsels.of(context.memory(), input)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch closing = batch) {
          context.checkCancelled();
          if (filter != null) {
            filter.add(context.memory(), closing, positions);
          }
          scatter.addBuild(closing);
        }
      }
    }
  }

  private Chunk table(TaskContext context, List<Chunk> inputs, List<Integer> positions) {
    List<Batch> batches = new ArrayList<>();
    try {
      for (Chunk input : inputs) {
        try (BatchReader reader = Morsels.batches(context.memory(), input)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            batches.add(batch);
          }
        }
      }
      Batch rows = Batches.concat(context.memory(), schema, batches);
      return JoinTableChunk.of(context.memory(), rows, positions, ranges, shared);
    } finally {
      batches.forEach(Batch::close);
    }
  }

  private long neededBytes(List<Chunk> inputs) {
    long bytes = 0;
    for (Chunk input : inputs) {
      bytes +=
          switch (input) {
            // What is on disk is compressed there.
            case SpooledBatches spooled ->
                Math.max(spooled.totalBytes(), spooled.rows() * RowShape.rowBytes(schema));
            default -> input.byteSize();
          };
    }
    return 2 * bytes + JoinTable.rowBytes(ranges) * rows(inputs);
  }

  private static long rows(List<Chunk> inputs) {
    return inputs.stream().mapToLong(BuildTable::rows).sum();
  }

  private static long rows(Chunk input) {
    return switch (input) {
      case SpooledBatches spooled -> spooled.rows();
      case BatchList list -> list.rows();
      case Batch batch -> batch.rows();
      default -> throw new IllegalArgumentException(input + " has no rows");
    };
  }
}
