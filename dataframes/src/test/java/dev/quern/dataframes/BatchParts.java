package dev.quern.dataframes;

import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.type.Schema;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** The rows of a table in memory, of which each batch is a part, however small. */
record BatchParts(TableSource rows) implements Source {
  BatchParts(Table table) {
    this(new TableSource(table));
  }

  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public List<? extends Split> splits(ScanRequest request) {
    return IntStream.range(0, rows.table().batches().size())
        .mapToObj(i -> new TableSource.Piece(rows.table(), i, i + 1, request.columns()))
        .toList();
  }

  @Override
  public OptionalLong rowCount() {
    return rows.rowCount();
  }

  @Override
  public ColumnStatistics statistics(String column) {
    return rows.statistics(column);
  }

  @Override
  public String describe() {
    return rows.describe() + ", a part each batch";
  }
}
