package dev.quern.engine.io.parquet;

import dev.quern.engine.io.AnyOf;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.io.parquet.read.RowRanges;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tells, when a row group is opened, which of its rows can meet a condition. */
sealed interface RowPruning extends Serializable permits BloomPruning, PagePruning, AnyPruning {

  /** The rows that can; null where the file does not tell. */
  @Nullable RowRanges select(InputFile file);

  /** The rows that all of {@code prunings} leave; null where none of them tells. */
  static @Nullable RowRanges select(InputFile file, List<RowPruning> prunings) {
    RowRanges left = null;
    for (RowPruning pruning : prunings) {
      RowRanges ranges = pruning.select(file);
      if (ranges != null) {
        left = left == null ? ranges : left.and(ranges);
        if (left.size() == 0) {
          break;
        }
      }
    }
    return left;
  }

  /** What decides of row group {@code index} what {@code predicates} leave of it. */
  static List<RowPruning> of(ParquetFile file, int index, List<ScanPredicate> predicates) {
    // Filters are cheaper to ask than indexes, and decide of all rows at once.
    List<RowPruning> filters = new ArrayList<>();
    List<RowPruning> others = new ArrayList<>();
    for (ScanPredicate predicate : predicates) {
      switch (predicate) {
        case ColumnPredicate one -> {
          if (file.column(one.column()).orElse(null) instanceof FileColumn.Flat column) {
            BloomPruning.of(file, index, column, one).ifPresent(filters::add);
            PagePruning.of(file, index, column, one).ifPresent(others::add);
          }
        }
        case AnyOf(List<List<ScanPredicate>> branches) -> {
          List<List<RowPruning>> each =
              branches.stream().map(branch -> of(file, index, branch)).toList();
          if (each.stream().noneMatch(List::isEmpty)) {
            others.add(new AnyPruning(each));
          }
        }
      }
    }
    filters.addAll(others);
    return filters;
  }
}
