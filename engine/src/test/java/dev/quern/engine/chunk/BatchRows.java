package dev.quern.engine.chunk;

import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Batches as rows of Java objects, for tests to compare. */
public final class BatchRows {
  private BatchRows() {}

  /** The rows of {@code batch}, which stays open; see {@link Values#objectAt}. */
  public static List<List<@Nullable Object>> toRows(Batch batch) {
    List<List<@Nullable Object>> rows = new ArrayList<>(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      List<@Nullable Object> values = new ArrayList<>(batch.columns().size());
      for (ColumnVector column : batch.columns()) {
        values.add(Values.objectAt(column, row));
      }
      rows.add(values);
    }
    return rows;
  }

  /** All rows of {@code request} from {@code source}, split after split. */
  public static List<List<@Nullable Object>> toRows(
      Source source, ScanRequest request, MemoryBudget budget, int batchRows) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    forEach(source, request, budget, batchRows, batch -> rows.addAll(toRows(batch)));
    return rows;
  }

  /** Hands every batch of {@code request} to {@code action} and closes it. */
  public static void forEach(
      Source source,
      ScanRequest request,
      MemoryBudget budget,
      int batchRows,
      Consumer<Batch> action) {
    for (Split split : source.splits(request)) {
      try (BatchReader reader = split.open(budget, batchRows)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          try (Batch closing = batch) {
            action.accept(closing);
          }
        }
      }
    }
  }
}
