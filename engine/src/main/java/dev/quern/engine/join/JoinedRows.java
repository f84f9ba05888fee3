package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.sort.MergeSorted;
import dev.quern.engine.sort.RunReader;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.spill.SpooledSections;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the parts of a join gave for one probing task, back in the order of its probe rows;
 * partners of one row are in the order of the build side.
 */
public final class JoinedRows implements BatchReader {
  private static final List<SortKey> BY_NUMBER = List.of(SortKey.ascending(0));

  private final Schema schema;
  private final MergeSorted merge;
  private boolean closed;

  private JoinedRows(Schema schema, MergeSorted merge) {
    this.schema = schema;
    this.merge = merge;
  }

  /**
   * Opens the rows of probing task {@code task}; {@code parts} stay owned by the caller and open
   * meanwhile.
   *
   * @param schema the columns of the join
   * @param batchRows the most rows of a batch
   */
  public static JoinedRows open(
      TaskContext context, Schema schema, List<JoinedPart> parts, int task, int batchRows) {
    List<RunReader> runs = new ArrayList<>();
    for (JoinedPart part : parts) {
      for (SpooledSections run : part.runs()) {
        if (run.rows(task) > 0) {
          runs.add(RunReader.of(run.open(context.memory(), task)));
        }
      }
    }
    Schema numbered = RowNumbers.before(schema);
    return new JoinedRows(
        schema, new MergeSorted(context.memory(), numbered, BY_NUMBER, runs, batchRows));
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    Batch next = closed ? null : merge.next();
    if (next == null) {
      return null;
    }
    try (next) {
      return RowNumbers.strip(schema, next);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      merge.close();
    }
  }
}
