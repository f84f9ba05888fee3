package dev.quern.engine.io.parquet;

import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.parquet.read.RowRanges;
import dev.quern.engine.io.parquet.read.RowSelection;
import java.util.List;

/**
 * The rows of a row group that all of some predicates leave.
 *
 * @param rows how many rows there are
 * @param filters what decides of all of them by Bloom filters
 * @param pages what decides by pages
 */
record GroupSelection(long rows, List<BloomPruning> filters, List<PagePruning> pages)
    implements RowSelection {

  /** Copies the lists. */
  GroupSelection {
    filters = List.copyOf(filters);
    pages = List.copyOf(pages);
  }

  @Override
  public RowRanges select(InputFile file) {
    for (BloomPruning filter : filters) {
      if (!filter.mayMatch(file)) {
        return RowRanges.NONE;
      }
    }
    RowRanges left = RowRanges.first(rows);
    for (PagePruning pruning : pages) {
      RowRanges ranges = pruning.select(file);
      if (ranges != null) {
        left = left.and(ranges);
      }
      if (left.size() == 0) {
        break;
      }
    }
    return left;
  }
}
