package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a chunk, cut into morsels; nothing is copied. */
final class Morsels implements BatchReader {
  private final Schema schema;
  private final List<Batch> batches;
  private int batch;
  private int row;

  private Morsels(Schema schema, List<Batch> batches) {
    this.schema = schema;
    this.batches = batches;
  }

  /** The morsels of {@code chunk}, which stays owned by the caller and open meanwhile. */
  static Morsels of(Chunk chunk) {
    return switch (chunk) {
      case Batch single -> new Morsels(single.schema(), List.of(single));
      case BatchList list -> new Morsels(list.schema(), list.batches());
      default -> throw new IllegalArgumentException(chunk + " has no rows");
    };
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    while (batch < batches.size()) {
      Batch current = batches.get(batch);
      int count = Math.min(RowSource.MORSEL_ROWS, current.rows() - row);
      if (count == current.rows()) {
        batch++;
        return current.retain();
      }
      if (count > 0) {
        Batch morsel = current.slice(row, count);
        row += count;
        return morsel;
      }
      batch++;
      row = 0;
    }
    return null;
  }

  @Override
  public void close() {
    batch = batches.size();
  }
}
