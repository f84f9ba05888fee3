package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.spill.SectionSpool;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * Cuts a partition of a right frame, the first input, where those of the left frame begin, by what
 * {@link ZipPlaces}, the second input, says: a section for each partition of the left frame, and
 * one of the rows behind all of them.
 *
 * @param lefts how many partitions the left frame has
 * @param part the number of the partition
 */
public record CutRows(Schema schema, int lefts, int part) implements DataBound {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    long[] places = (long[]) ((Value<?>) inputs.getLast()).value();
    try (Cut cut = new Cut(context, places);
        BatchReader morsels = Morsels.of(context.memory(), inputs.getFirst())) {
      for (Batch morsel = morsels.next(); morsel != null; morsel = morsels.next()) {
        context.checkCancelled();
        cut.add(morsel);
      }
      return cut.sections.finish();
    }
  }

  private final class Cut implements AutoCloseable {
    private final TaskContext context;
    private final long[] places;
    private final SectionSpool sections;
    private long place;
    private int section;

    Cut(TaskContext context, long[] places) {
      this.context = context;
      this.places = places;
      this.place = places[lefts + 1 + part];
      this.sections =
          new SectionSpool(context.memory(), context.spill(), "rows", schema, lefts + 1);
    }

    /** Takes {@code morsel} over. */
    void add(Batch morsel) {
      try (morsel) {
        for (int row = 0; row < morsel.rows(); ) {
          while (section < lefts && places[section + 1] <= place) {
            section++;
          }
          long left = section < lefts ? places[section + 1] - place : Long.MAX_VALUE;
          int count = (int) Math.min(left, morsel.rows() - row);
          sections.add(section, RowRange.of(context.memory(), morsel, row, count));
          row += count;
          place += count;
        }
      }
      if (sections.bytes() > context.memoryShare()) {
        sections.putAside();
      }
    }

    @Override
    public void close() {
      sections.close();
    }
  }
}
