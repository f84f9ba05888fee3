package dev.quern.engine.io.parquet;

import dev.quern.engine.io.PieceSummary;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.TimestampType;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * What the footer of a file tells exactly: counts where all row groups count their nulls, and
 * bounds where all have them, of integers, dates, timestamps and decimals that are stored as
 * integers. Bounds of floats leave out NaN, and those of text may have been cut short.
 */
final class FileSummary {
  private final ParquetFile file;
  private final Map<String, Long> counts = new HashMap<>();
  private final Map<String, Object> least = new HashMap<>();
  private final Map<String, Object> greatest = new HashMap<>();

  private FileSummary(ParquetFile file) {
    this.file = file;
  }

  /** The summary of {@code file}, or nothing when its footer leaves open what is asked for. */
  static Optional<PieceSummary> of(ParquetFile file, Set<String> counted, Set<String> bounded) {
    FileSummary summary = new FileSummary(file);
    boolean told =
        counted.stream().allMatch(summary::counts) && bounded.stream().allMatch(summary::bounds);
    return told
        ? Optional.of(
            new PieceSummary(
                file.rows(), Map.of(), summary.counts, summary.least, summary.greatest))
        : Optional.empty();
  }

  private boolean counts(String name) {
    if (!(file.column(name).orElse(null) instanceof FileColumn.Flat column)) {
      return false;
    }
    long values = 0;
    for (int i = 0; i < file.rowGroups().size(); i++) {
      RowGroup group = file.rowGroups().get(i);
      long nulls = nulls(i, column);
      if (nulls < 0 || nulls > group.getNum_rows()) {
        return false;
      }
      values += group.getNum_rows() - nulls;
    }
    counts.put(name, values);
    return true;
  }

  private boolean bounds(String name) {
    if (!(file.column(name).orElse(null) instanceof FileColumn.Flat column) || !isExact(column)) {
      return false;
    }
    Comparable<?> from = null;
    Comparable<?> to = null;
    for (int i = 0; i < file.rowGroups().size(); i++) {
      if (file.rowGroups().get(i).getNum_rows() == nulls(i, column)) {
        continue;
      }
      StatisticsBounds bounds = bounds(i, column);
      if (bounds == null) {
        return false;
      }
      from =
          from == null || StatisticsBounds.compare(bounds.least(), from) < 0
              ? bounds.least()
              : from;
      to =
          to == null || StatisticsBounds.compare(bounds.greatest(), to) > 0
              ? bounds.greatest()
              : to;
    }
    if (from != null && to != null) {
      least.put(name, from);
      greatest.put(name, to);
    }
    return true;
  }

  private @Nullable StatisticsBounds bounds(int rowGroup, FileColumn.Flat column) {
    Statistics statistics = file.metadata(rowGroup, column).getStatistics();
    StatisticsBounds bounds =
        statistics == null ? null : StatisticsBounds.of(file, column, statistics);
    return bounds != null && bounds.exact() && isValue(bounds.least()) && isValue(bounds.greatest())
        ? bounds
        : null;
  }

  private static boolean isValue(Comparable<?> bound) {
    return bound instanceof Long || bound instanceof BigDecimal;
  }

  /* -1 when it is not known how many there are. */
  private long nulls(int rowGroup, FileColumn.Flat column) {
    return ChunkOutline.of(file, rowGroup, column).nulls();
  }

  private static boolean isExact(FileColumn.Flat column) {
    Type physical = column.spec().physical();
    DType type = column.spec().type();
    return (physical == Type.INT32 || physical == Type.INT64)
        && (type.isInteger()
            || type == DType.DATE
            || type instanceof TimestampType
            || type instanceof DecimalType);
  }
}
