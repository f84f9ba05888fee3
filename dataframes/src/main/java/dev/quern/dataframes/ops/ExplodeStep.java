package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.Explode;
import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A row for each element of lists. The numbers of rows and elements are written first, and then
 * each column is gathered by them; no more than {@link #ROWS} at a time, however long lists are.
 */
final class ExplodeStep implements Step {
  private static final int ROWS = 16 << 10;

  private final RowStep.Explode explode;
  private final MemoryBudget budget;

  ExplodeStep(RowStep.Explode explode, MemoryBudget budget) {
    this.explode = explode;
    this.budget = budget;
  }

  @Override
  public void accept(Batch morsel, Receiver next) {
    List<ColumnVector> lists = new ArrayList<>();
    try (morsel) {
      for (String column : explode.columns()) {
        lists.add(Selections.flat(budget, morsel.column(column)));
      }
      checkLengths(lists);
      try (Batch kept = morsel.select(explode.keep());
          Pieces pieces = new Pieces(kept, lists, next)) {
        pieces.run();
      }
    } finally {
      lists.forEach(ColumnVector::close);
    }
  }

  private void checkLengths(List<ColumnVector> lists) {
    MemorySegment first = lists.getFirst().values();
    for (int i = 1; i < lists.size(); i++) {
      MemorySegment other = lists.get(i).values();
      for (int row = 0; row < lists.getFirst().length(); row++) {
        if (Spans.length(first, row) != Spans.length(other, row)) {
          throw new ComputeException(
              "lists that are exploded together must be equally long: %s has %d elements where %s has %d"
                  .formatted(
                      explode.columns().getFirst(),
                      Spans.length(first, row),
                      explode.columns().get(i),
                      Spans.length(other, row)));
        }
      }
    }
  }

  /** The rows that come of one morsel, in batches. */
  private final class Pieces implements AutoCloseable {
    private final Batch rows;
    private final List<ColumnVector> lists;
    private final Receiver next;
    private final NativeBuffer parents = budget.allocate(4L * ROWS);
    private final List<NativeBuffer> elements = new ArrayList<>();
    private int filled;

    Pieces(Batch rows, List<ColumnVector> lists, Receiver next) {
      this.rows = rows;
      this.lists = lists;
      this.next = next;
      try {
        for (int i = 0; i < lists.size(); i++) {
          elements.add(budget.allocate(4L * ROWS));
        }
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    void run() {
      MemorySegment spans = lists.getFirst().values();
      for (int row = 0; row < rows.rows(); row++) {
        int length = Spans.length(spans, row);
        if (length == 0 && explode.keepsEmpty()) {
          add(row, -1, 1);
        }
        for (int done = 0; done < length; ) {
          int part = Math.min(length - done, ROWS - filled);
          add(row, done, part);
          done += part;
        }
      }
      flush();
    }

    /* `count` elements of the row's lists from number `from` on; a negative one is a null. */
    private void add(int row, int from, int count) {
      for (int i = 0; i < count; i++) {
        Slots.setInt32(parents.segment(), filled + i, row);
      }
      for (int list = 0; list < elements.size(); list++) {
        MemorySegment numbers = elements.get(list).segment();
        int first = from < 0 ? -1 : Spans.offset(lists.get(list).values(), row) + from;
        for (int i = 0; i < count; i++) {
          Slots.setInt32(numbers, filled + i, first + i);
        }
      }
      filled += count;
      if (filled == ROWS) {
        flush();
      }
    }

    private void flush() {
      if (filled > 0) {
        int count = filled;
        filled = 0;
        next.accept(gathered(count));
      }
    }

    private Batch gathered(int count) {
      List<ColumnVector> columns = new ArrayList<>();
      Schema schema = rows.schema();
      try {
        for (int i = 0; i < schema.size(); i++) {
          int list = explode.columns().indexOf(schema.field(i).name());
          columns.add(
              list < 0
                  ? Take.gather(budget, rows.column(i), parents.segment(), count)
                  : Take.gatherOrNull(
                      budget, lists.get(list).elements(), elements.get(list).segment(), count));
        }
        List<String> shown = explode.columns().stream().filter(schema::contains).toList();
        return Batch.of(Explode.exploded(schema, shown), count, columns);
      } catch (RuntimeException | Error e) {
        columns.forEach(ColumnVector::close);
        throw e;
      }
    }

    @Override
    public void close() {
      parents.close();
      elements.forEach(NativeBuffer::close);
    }
  }
}
