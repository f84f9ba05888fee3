package dev.quern.dataframes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file that DuckDB has written: rows of a frame here, and the table {@code r} of queries
 * there, whose answers are compared.
 */
record DuckFile(Path path) {

  /** The file of what {@code sql} gives, in row groups of so many rows. */
  static DuckFile write(Path path, String sql, int groupRows) throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      return new DuckFile(duck.parquet(path, sql, groupRows));
    }
  }

  /** Its rows. */
  DataFrame rows() {
    return Frames.readParquet(path.toString());
  }

  /** What DuckDB says to {@code sql}. */
  List<List<@Nullable Object>> query(String sql) throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      duck.execute("CREATE VIEW r AS FROM '%s'".formatted(path));
      return duck.rows(sql);
    }
  }

  /** Compares the rows of {@code frame} with those of {@code sql}. */
  void check(DataFrame frame, String sql) throws Exception {
    try (Table table = frame.collect()) {
      assertThat(DuckOracle.rows(table)).isEqualTo(query(sql));
    }
  }

  /** The same by one worker and by two, in much memory and in little. */
  void checkAnyMemory(DataFrame frame, String sql) throws Exception {
    assertThat(AnyMemory.rows(frame)).isEqualTo(query(sql));
  }
}
