package dev.quern.engine.io.parquet;

import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.io.ScanPredicate.Verdict;
import dev.quern.engine.io.parquet.read.RowRanges;
import dev.quern.engine.io.parquet.read.RowSelection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a row group that all of some predicates leave.
 *
 * @param rows how many rows there are
 * @param prunings what decides of them
 * @param chunks the wanted columns, for predicates that are only known when the group is opened
 */
record GroupSelection(long rows, List<RowPruning> prunings, List<ChunkOutline> chunks)
    implements RowSelection {

  /** Copies the lists. */
  GroupSelection {
    prunings = List.copyOf(prunings);
    chunks = List.copyOf(chunks);
  }

  @Override
  public RowRanges select(InputFile file, List<ScanPredicate> predicates) {
    // Statistics are here, and what more the file tells has to be read.
    List<ScanPredicate> open =
        ScanPredicate.left(
                predicates,
                one -> chunk(one.column()).map(c -> c.verdict(one)).orElse(Verdict.OPEN))
            .orElse(null);
    if (open == null) {
      return RowRanges.NONE;
    }
    RowRanges left = RowPruning.select(file, prunings);
    if (!open.isEmpty() && (left == null || left.size() > 0)) {
      left = both(left, RowPruning.select(file, RowPruning.of(this::chunk, open)));
    }
    return left == null ? RowRanges.first(rows) : left;
  }

  private Optional<ChunkOutline> chunk(String column) {
    return chunks.stream().filter(chunk -> chunk.name().equals(column)).findFirst();
  }

  private static @Nullable RowRanges both(@Nullable RowRanges one, @Nullable RowRanges other) {
    return one == null ? other : other == null ? one : one.and(other);
  }
}
