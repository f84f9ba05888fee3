package dev.quern.engine.io.parquet;

import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.parquet.read.RowRanges;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that can meet one of several conditions.
 *
 * @param branches what decides of each of them
 */
record AnyPruning(List<List<RowPruning>> branches) implements RowPruning {

  /** Copies the lists. */
  AnyPruning {
    branches = branches.stream().map(List::copyOf).toList();
  }

  @Override
  public @Nullable RowRanges select(InputFile file) {
    RowRanges any = RowRanges.NONE;
    for (List<RowPruning> branch : branches) {
      RowRanges ranges = RowPruning.select(file, branch);
      if (ranges == null) {
        return null;
      }
      any = any.or(ranges);
    }
    return any;
  }
}
