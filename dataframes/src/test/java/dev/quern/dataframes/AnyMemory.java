package dev.quern.dataframes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs frames by one worker and by two, in much memory and in little. */
final class AnyMemory {
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
    for (List<List<@Nullable Object>> result : results) {
      assertThat(result).isEqualTo(results.getFirst());
    }
    List<List<@Nullable Object>> rounded = new ArrayList<>();
    try (Session session = Session.local().workers(2).memory("1g").open();
        Table table = frame.collect(session)) {
      rounded.addAll(DuckOracle.rows(table));
    }
    return rounded;
  }

  /** All rows, as Java objects. */
  static List<List<@Nullable Object>> exact(Table table) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (long row = 0; row < table.rows(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (String name : table.schema().names()) {
        values.add(table.get(row, name));
      }
      rows.add(values);
    }
    return rows;
  }
}
