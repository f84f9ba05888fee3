package dev.quern.engine.io.parquet;

import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ScanPredicate.Verdict;
import dev.quern.engine.io.parquet.read.ChunkSpec;
import dev.quern.engine.io.parquet.read.ColumnSpec;
import dev.quern.engine.io.parquet.read.Place;
import java.io.Serializable;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * What the footer says of the values in a column chunk, and where the file says more.
 *
 * @param name the column's name
 * @param chunk the chunk, which is not nested
 * @param statistics what there is of them
 * @param ordered whether bounds are in the order of the column's type
 * @param columnIndex where the bounds of its pages lie; null when the file does not have them
 * @param bloomFilter where its Bloom filter begins, and how long it is at most; null for none
 * @param bloomIsExact whether the filter is as long as that
 */
record ChunkOutline(
    String name,
    ChunkSpec chunk,
    @Nullable Statistics statistics,
    boolean ordered,
    @Nullable Place columnIndex,
    @Nullable Place bloomFilter,
    boolean bloomIsExact)
    implements Serializable {

  static ChunkOutline of(ParquetFile file, int rowGroup, FileColumn.Flat column) {
    ColumnMetaData metadata = file.metadata(rowGroup, column);
    return new ChunkOutline(
        column.name(),
        file.chunk(rowGroup, column),
        metadata.getStatistics(),
        StatisticsBounds.isOrdered(file, column),
        file.columnIndex(rowGroup, column),
        file.bloomFilter(rowGroup, column),
        metadata.isSetBloom_filter_length());
  }

  /** How the values are stored, and what they become. */
  ColumnSpec column() {
    return chunk.column();
  }

  /**
   * What the statistics tell of {@code predicate}. Where they tell nothing it is open: they may be
   * absent, and some kinds are not to be trusted.
   */
  Verdict verdict(ColumnPredicate predicate) {
    StatisticsBounds bounds =
        statistics == null ? null : StatisticsBounds.of(column(), ordered, statistics);
    if (!Pruning.mayMatch(predicate, chunk.rows(), nulls(), () -> bounds)) {
      return Verdict.FAILS;
    }
    return nulls() == 0 && bounds != null && Pruning.allMatch(predicate, bounds)
        ? Verdict.HOLDS
        : Verdict.OPEN;
  }

  /** How many nulls there are; -1 when it is not known. */
  long nulls() {
    return statistics != null && statistics.isSetNull_count()
        ? statistics.getNull_count()
        : column().optional() ? -1 : 0;
  }
}
