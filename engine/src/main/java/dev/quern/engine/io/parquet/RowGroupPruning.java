package dev.quern.engine.io.parquet;

import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

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
    if (predicate.comparison() == Comparison.IS_NULL) {
      return nulls != 0;
    }
    if (nulls == rows) {
      return false;
    }
    return predicate.comparison() == Comparison.IS_NOT_NULL
        || statistics == null
        || withinBounds(StatisticsBounds.of(file, column, statistics), predicate);
  }

  private static boolean withinBounds(
      @Nullable StatisticsBounds bounds, ColumnPredicate predicate) {
    if (bounds == null) {
      return true;
    }
    Comparable<?> value = bounds.comparable(predicate.value());
    if (value == null) {
      return true;
    }
    int toLeast = StatisticsBounds.compare(value, bounds.least());
    int toGreatest = StatisticsBounds.compare(value, bounds.greatest());
    boolean bounded = !bounds.mayHoldNaN();
    return switch (predicate.comparison()) {
      case EQUAL -> toLeast >= 0 && toGreatest <= 0;
      case NOT_EQUAL -> !(bounded && bounds.exact() && toLeast == 0 && toGreatest == 0);
      case LESS -> toLeast > 0;
      case LESS_OR_EQUAL -> toLeast >= 0;
      // NaN is greater than everything, and not counted in the bounds.
      case GREATER -> !bounded || toGreatest < 0;
      case GREATER_OR_EQUAL -> !bounded || toGreatest <= 0;
      case IS_NULL, IS_NOT_NULL -> true;
    };
  }
}
