package dev.quern.engine.window;

import dev.quern.engine.agg.Aggregate;
import dev.quern.engine.agg.FrameAggregates;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.KeyChanges;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorted rows with the columns of window functions added, in the same order.
 *
 * <p>Rows are gathered until some whole partitions are together. Of a partition that exceeds the
 * task's share all columns are put aside meanwhile, and those that functions look at, what these
 * make of them, and the results are on disk too: mapped, so that the functions are the same. They
 * read and write in the order of the rows, but for long frames, whose states are few.
 */
public final class WindowReader implements BatchReader {
  private final TaskContext context;
  private final MemoryBudget budget;
  private final Window window;
  private final Schema schema;
  private final BatchReader sorted;
  private final List<Integer> read;
  private final List<SortKey> keys;
  private @Nullable MemoryBudget disk;
  private PendingRows pending;
  private @Nullable FinishedRows finished;
  private boolean ended;

  /**
   * @param sorted rows by the keys of {@code window}; owned by this from here on
   */
  public WindowReader(TaskContext context, Window window, BatchReader sorted) {
    this.context = context;
    this.budget = context.memory();
    this.window = window;
    this.schema = window.schema();
    this.sorted = sorted;
    this.read = window.read();
    this.keys =
        window.keys().stream()
            .map(key -> new SortKey(read.indexOf(key.column()), key.descending(), key.nullsFirst()))
            .toList();
    this.pending = newPending();
  }

  private PendingRows newPending() {
    return new PendingRows(context, this::disk, window.input(), read);
  }

  private MemoryBudget disk() {
    MemoryBudget open = disk;
    if (open == null) {
      open = context.spill().onDisk("rows of a window's partition");
      disk = open;
    }
    return open;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    while (true) {
      FinishedRows rows = finished;
      if (rows != null) {
        Batch batch = rows.next();
        if (batch != null) {
          return batch;
        }
        finished = null;
        rows.close();
      }
      if (ended) {
        return null;
      }
      gather();
    }
  }

  /* Until some whole partitions are together, or there are no more rows. */
  private void gather() {
    context.checkCancelled();
    Batch batch = sorted.next();
    if (batch == null) {
      ended = true;
      if (pending.rows() > 0) {
        finish(pending.finish());
      }
      return;
    }
    try (batch) {
      if (batch.rows() > 0) {
        add(batch);
      }
    }
  }

  private void add(Batch batch) {
    List<SortKey> partition = keys.subList(0, window.partitionKeys());
    int cut;
    try (Batch looked = PendingRows.looked(batch, read)) {
      cut = KeyChanges.lastStart(looked, partition);
      Batch before = pending.last();
      if (cut == 0 && (before == null || KeyChanges.continues(before, looked, partition))) {
        pending.add(batch.retain());
        return;
      }
    }
    try (PendingRows whole = pending) {
      pending = newPending();
      if (cut > 0) {
        whole.add(batch.slice(0, cut));
      }
      pending.add(cut == 0 ? batch.retain() : behind(batch, cut));
      finish(whole.finish());
    }
  }

  private Batch behind(Batch batch, int row) {
    int count = batch.rows() - row;
    try (NativeBuffer numbers = Take.numbers(budget, row, count)) {
      return Take.gather(budget, batch, numbers.segment(), count);
    }
  }

  private void finish(PendingRows.Whole whole) {
    try (whole;
        WindowBlock block =
            new WindowBlock(whole.memory(), whole.looked(), keys, window.partitionKeys())) {
      List<ColumnVector> results = new ArrayList<>();
      try {
        for (Window.Output output : window.outputs()) {
          context.checkCancelled();
          results.add(compute(block, output));
        }
        Batch columns = Batch.of(window.outputSchema(), block.count(), results);
        results = List.of();
        finished =
            new FinishedRows(budget, schema, whole.payload().retain(), columns, whole.onDisk());
      } catch (RuntimeException | Error e) {
        results.forEach(ColumnVector::close);
        throw e;
      }
    }
  }

  private ColumnVector compute(WindowBlock block, Window.Output output) {
    List<Integer> inputs = output.inputs().stream().map(read::indexOf).toList();
    return switch (output.function()) {
      case WindowFunction.Rank rank -> Ranks.rank(block, rank.ranking());
      case WindowFunction.Ntile ntile -> Ranks.ntile(block, ntile.buckets());
      case WindowFunction.Shift shift -> RowPicks.shift(block, inputs.getFirst(), shift);
      case WindowFunction.Fill fill ->
          RowPicks.pick(
              block,
              inputs.getFirst(),
              numbers -> Series.fill(block, inputs.getFirst(), fill, numbers));
      case WindowFunction.Interpolate _ -> Series.interpolate(block, inputs);
      case WindowFunction.Ewm ewm -> Series.ewm(block, inputs.getFirst(), ewm);
      case WindowFunction.Nth nth -> RowPicks.nth(block, inputs.getFirst(), nth);
      case WindowFunction.Framed framed -> {
        Aggregate aggregate = new Aggregate(output.name(), framed.function(), inputs);
        try (FrameAggregates frames =
            new FrameAggregates(block.budget(), block.rows(), aggregate, block.partitions())) {
          yield aggregate(block, framed.frame(), frames);
        }
      }
    };
  }

  private static ColumnVector aggregate(
      WindowBlock block, WindowFrame frame, FrameAggregates frames) {
    if (frame.isPartition()) {
      return frames.ofPartitions();
    }
    try (FrameParts bounds = FrameParts.of(block, frame)) {
      return frames.ofFrames(
          bounds.parts().stream()
              .map(part -> new FrameAggregates.Rows(part.from(), part.to()))
              .toList());
    }
  }

  @Override
  public void close() {
    ended = true;
    FinishedRows rows = finished;
    finished = null;
    if (rows != null) {
      rows.close();
    }
    pending.close();
    sorted.close();
    MemoryBudget open = disk;
    disk = null;
    if (open != null) {
      open.close();
    }
  }
}
