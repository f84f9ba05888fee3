package dev.quern.engine.io.parquet;

import dev.quern.engine.io.AnyOf;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.io.parquet.read.RowRanges;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

  /**
   * What decides which rows of a row group {@code predicates} leave.
   *
   * @param chunks what is known of its columns, by their names
   */
  static List<RowPruning> of(
      Function<String, Optional<ChunkOutline>> chunks, List<ScanPredicate> predicates) {
    // Filters are cheaper to ask than indexes, and decide of all rows at once.
    List<RowPruning> filters = new ArrayList<>();
    List<RowPruning> others = new ArrayList<>();
    for (ScanPredicate predicate : predicates) {
      switch (predicate) {
        case ColumnPredicate one -> {
          Optional<ChunkOutline> chunk = chunks.apply(one.column());
          chunk.flatMap(c -> BloomPruning.of(c, one)).ifPresent(filters::add);
          chunk.flatMap(c -> PagePruning.of(c, one)).ifPresent(others::add);
        }
        case AnyOf(List<List<ScanPredicate>> branches) -> {
          List<List<RowPruning>> each =
              branches.stream().map(branch -> of(chunks, branch)).toList();
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
