package dev.quern.engine.io.parquet;

import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.parquet.read.RowRanges;
import dev.quern.engine.io.parquet.read.RowSelection;
import java.util.List;

/**
 * The rows of a row group that all of some predicates leave.
 *
 * @param rows how many rows there are
 * @param prunings what decides of them
 */
record GroupSelection(long rows, List<RowPruning> prunings) implements RowSelection {

  /** Copies the list. */
  GroupSelection {
    prunings = List.copyOf(prunings);
  }

  @Override
  public RowRanges select(InputFile file) {
    RowRanges left = RowPruning.select(file, prunings);
    return left == null ? RowRanges.first(rows) : left;
  }
}
