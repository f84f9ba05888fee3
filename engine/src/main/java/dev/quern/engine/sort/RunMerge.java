package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.graph.ChoosesSections;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.RowShape;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One part of the rows of many sorted runs, in order, merged as they are read.
 *
 * <p>Of each run that is on disk a batch is held. Where those would exceed the task's share, groups
 * of neighbouring runs are merged to longer ones on disk first.
 */
public final class RunMerge implements BatchReader {
  private final Schema schema;
  private final MergeSorted merge;
  private final List<SpooledBatches> between;
  private boolean closed;

  private RunMerge(Schema schema, MergeSorted merge, List<SpooledBatches> between) {
    this.schema = schema;
    this.merge = merge;
    this.between = between;
  }

  /**
   * Opens {@code part} of what {@code inputs} hold; they stay owned by the caller and open
   * meanwhile.
   *
   * @param batchRows the most rows of a batch of the result
   */
  public static RunMerge open(
      TaskContext context,
      Schema schema,
      List<SortKey> keys,
      List<SortedRuns> inputs,
      Splitters splitters,
      int part,
      int batchRows) {
    return open(context, schema, keys, inputs, 0, inputs.size(), splitters, part, batchRows);
  }

  /**
   * The same of inputs {@code from} to {@code to - 1} alone: the others are runs of other rows,
   * which are cut into parts by the same keys.
   */
  public static RunMerge open(
      TaskContext context,
      Schema schema,
      List<SortKey> keys,
      List<SortedRuns> inputs,
      int from,
      int to,
      Splitters splitters,
      int part,
      int batchRows) {
    List<SpooledBatches> between = new ArrayList<>();
    try {
      List<Piece> pieces = pieces(inputs, from, to, keys, splitters, part);
      while (exceedsShare(context, schema, pieces)) {
        pieces = merged(context, schema, keys, pieces, between, batchRows);
      }
      MergeSorted merge = merge(context, schema, keys, pieces, batchRows);
      return new RunMerge(schema, merge, between);
    } catch (RuntimeException | Error e) {
      between.forEach(SpooledBatches::close);
      throw e;
    }
  }

  private static List<Piece> pieces(
      List<SortedRuns> inputs,
      int from,
      int to,
      List<SortKey> keys,
      Splitters splitters,
      int part) {
    if (part >= splitters.parts()) {
      return List.of();
    }
    List<SortedRun> runs = runs(inputs);
    List<Piece> pieces = new ArrayList<>();
    int end = runs(inputs.subList(0, to)).size();
    for (int run = runs(inputs.subList(0, from)).size(); run < end; run++) {
      RunCuts cuts = splitters.cuts(runs, run, keys, part);
      if (!cuts.isEmpty()) {
        SortedRun source = runs.get(run);
        pieces.add(new Piece(source::isInMemory, budget -> source.open(budget, cuts)));
      }
    }
    return pieces;
  }

  private static List<SortedRun> runs(List<SortedRuns> inputs) {
    return inputs.stream().flatMap(input -> input.runs().stream()).toList();
  }

  /**
   * The sections of one of the inputs, of which outlines are enough, that {@code part} is merged
   * of.
   *
   * @param input which of {@code inputs}
   */
  public static ChoosesSections.Stretch sections(
      List<SortKey> keys, List<SortedRuns> inputs, int input, Splitters splitters, int part) {
    int first = Integer.MAX_VALUE;
    int end = 0;
    if (part < splitters.parts()) {
      List<SortedRun> runs = runs(inputs);
      SortedRuns divided = inputs.get(input);
      int before = runs(inputs.subList(0, input)).size();
      for (int run = before; run < before + divided.count(); run++) {
        RunCuts cuts = splitters.cuts(runs, run, keys, part);
        if (!cuts.isEmpty()) {
          first = Math.min(first, divided.section(runs.get(run), cuts.firstBatch()));
          end = Math.max(end, divided.section(runs.get(run), cuts.endBatch() - 1) + 1);
        }
      }
    }
    return new ChoosesSections.Stretch(Math.min(first, end), end);
  }

  private static boolean exceedsShare(TaskContext context, Schema schema, List<Piece> pieces) {
    return pieces.size() > 2 && onDisk(pieces) > fanIn(context, schema);
  }

  private static long onDisk(List<Piece> pieces) {
    return pieces.stream().filter(piece -> !piece.inMemory.getAsBoolean()).count();
  }

  /** Batches that half of the share holds. */
  private static int fanIn(TaskContext context, Schema schema) {
    long batches = context.memoryShare() / 2 / RowShape.batchBytes(schema);
    return (int) Math.max(2, Math.min(Integer.MAX_VALUE, batches));
  }

  /** Groups of as many pieces as may be merged at once, each a piece on disk. */
  private static List<Piece> merged(
      TaskContext context,
      Schema schema,
      List<SortKey> keys,
      List<Piece> pieces,
      List<SpooledBatches> between,
      int batchRows) {
    int fanIn = fanIn(context, schema);
    int rows = Math.min(batchRows, RowShape.batchRows(schema));
    List<Piece> longer = new ArrayList<>();
    for (int from = 0; from < pieces.size(); from += fanIn) {
      List<Piece> group = pieces.subList(from, Math.min(pieces.size(), from + fanIn));
      SpooledBatches spooled = spooled(context, schema, keys, group, rows);
      between.add(spooled);
      longer.add(new Piece(spooled::isInMemory, budget -> RunReader.of(spooled.open(budget))));
    }
    return longer;
  }

  private static SpooledBatches spooled(
      TaskContext context, Schema schema, List<SortKey> keys, List<Piece> group, int batchRows) {
    try (MergeSorted merge = merge(context, schema, keys, group, batchRows);
        Spool spool = new Spool(context.spill(), "merged runs", schema)) {
      for (Batch next = merge.next(); next != null; next = merge.next()) {
        spool.add(next);
        context.checkCancelled();
        spool.putAside();
      }
      return spool.finish();
    }
  }

  private static MergeSorted merge(
      TaskContext context, Schema schema, List<SortKey> keys, List<Piece> pieces, int batchRows) {
    List<RunReader> readers = new ArrayList<>();
    try {
      for (Piece piece : pieces) {
        readers.add(piece.opening.open(context.memory()));
      }
    } catch (RuntimeException | Error e) {
      readers.forEach(RunReader::close);
      throw e;
    }
    return new MergeSorted(context.memory(), schema, keys, readers, batchRows);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    return closed ? null : merge.next();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      merge.close();
      between.forEach(SpooledBatches::close);
    }
  }

  /** What is merged: a run, or several that were merged before. */
  private record Piece(BooleanSupplier inMemory, Opening opening) {}

  @FunctionalInterface
  private interface Opening {
    RunReader open(MemoryBudget budget);
  }
}
