package dev.quern.engine.io.parquet;

import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.type.DType;
import java.util.List;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;

/** The statistics of all row groups' column chunks, put together. */
final class ColumnSummary {
  private ColumnSummary() {}

  /**
   * Bounds are those of all row groups, unknown if one has none. Different values are at least
   * those of the row group with most; without such counts, integers are taken to fill their range.
   */
  static ColumnStatistics of(List<ParquetFile> files, String name) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    double distinct = 0;
    boolean isInteger = false;
    for (ParquetFile file : files) {
      if (!(file.column(name).orElse(null) instanceof FileColumn.Flat column)) {
        return ColumnStatistics.UNKNOWN;
      }
      DType type = column.spec().type();
      isInteger = type.isInteger() || type.isUnsigned() || type == DType.DATE;
      for (int i = 0; i < file.rowGroups().size(); i++) {
        RowGroup group = file.rowGroups().get(i);
        if (group.getNum_rows() == 0) {
          continue;
        }
        Statistics statistics = file.metadata(i, column).getStatistics();
        StatisticsBounds bounds =
            statistics == null ? null : StatisticsBounds.of(file, column, statistics);
        // Math.min is NaN when one of them is.
        least = Math.min(least, bounds == null ? Double.NaN : number(bounds.least()));
        greatest = Math.max(greatest, bounds == null ? Double.NaN : number(bounds.greatest()));
        distinct =
            Math.max(
                distinct,
                statistics != null && statistics.isSetDistinct_count()
                    ? statistics.getDistinct_count()
                    : Double.NaN);
      }
    }
    if (isInteger && Double.isNaN(distinct)) {
      distinct = greatest - least + 1;
    }
    return new ColumnStatistics(finite(least), finite(greatest), distinct);
  }

  private static double number(Comparable<?> value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private static double finite(double value) {
    return Double.isInfinite(value) ? Double.NaN : value;
  }
}
