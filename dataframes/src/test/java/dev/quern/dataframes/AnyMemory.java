package dev.quern.dataframes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs frames by one worker and by two, in much memory and in little. */
final class AnyMemory {
  /** How often a frame is computed. */
  static final int RUNS = 4;

  private AnyMemory() {}

  /** The rows, which are the same each time to the last bit; floats rounded as DuckDB's answers. */
  static List<List<@Nullable Object>> rows(DataFrame frame) {
    List<List<List<@Nullable Object>>> results = new ArrayList<>();
    for (String memory : List.of("1g", "40m")) {
      for (int workers : new int[] {1, 2}) {
        try (Session session = Session.local().workers(workers).memory(memory).open();
            Table table = frame.collect(session)) {
          results.add(exact(table));
        }
      }
    }
    assertThat(results).hasSize(RUNS);
    for (List<List<@Nullable Object>> result : results) {
      assertThat(result).isEqualTo(results.getFirst());
    }
    return DuckOracle.plainRows(results.getFirst());
  }

  /** All rows, as Java objects. */
  static List<List<@Nullable Object>> exact(Table table) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Batch batch : table.batches()) {
      for (int row = 0; row < batch.rows(); row++) {
        List<@Nullable Object> values = new ArrayList<>(batch.columns().size());
        for (ColumnVector column : batch.columns()) {
          values.add(Values.objectAt(column, row));
        }
        rows.add(values);
      }
    }
    return rows;
  }
}
