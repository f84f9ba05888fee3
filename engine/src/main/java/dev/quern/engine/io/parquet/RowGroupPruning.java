package dev.quern.engine.io.parquet;

import dev.quern.engine.io.ColumnPredicate;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Statistics;

/**
 * Whether a row group can hold a row that meets a predicate, by the statistics of its column chunk.
 * Where they do not tell, it can: statistics may be absent, and some kinds are not to be trusted.
 */
final class RowGroupPruning {
  private RowGroupPruning() {}

  static boolean mayMatch(ParquetFile file, int rowGroup, ColumnPredicate predicate) {
    if (!(file.column(predicate.column()).orElse(null) instanceof FileColumn.Flat column)) {
      return true;
    }
    long rows = file.rowGroups().get(rowGroup).getNum_rows();
    ColumnMetaData metadata = file.metadata(rowGroup, column);
    Statistics statistics = metadata.getStatistics();
    long nulls = column.spec().optional() ? -1 : 0;
    if (statistics != null && statistics.isSetNull_count()) {
      nulls = statistics.getNull_count();
    }
    return Pruning.mayMatch(
        predicate,
        rows,
        nulls,
        () -> statistics == null ? null : StatisticsBounds.of(file, column, statistics));
  }
}
