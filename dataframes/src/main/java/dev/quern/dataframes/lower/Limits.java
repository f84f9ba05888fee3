package dev.quern.dataframes.lower;

import dev.quern.dataframes.lower.Flow.Partition;
import dev.quern.dataframes.ops.RowSource;
import dev.quern.dataframes.ops.RowStep;
import java.util.List;

/** Which partitions a limit needs. */
final class Limits {
  private Limits() {}

  /**
   * The first partitions that surely have {@code count} rows together, by what metadata tells; all
   * of them when it does not.
   */
  static List<Partition> enough(List<Partition> partitions, long count) {
    long rows = 0;
    for (int i = 0; i < partitions.size(); i++) {
      if (rows >= count && i > 0) {
        return partitions.subList(0, i);
      }
      long known = knownRows(partitions.get(i));
      if (known < 0) {
        return partitions;
      }
      rows += known;
    }
    return partitions;
  }

  /** The rows of {@code partition} if metadata tells, else -1. */
  static long knownRows(Partition partition) {
    boolean keepsRows = partition.steps().stream().allMatch(RowStep.Project.class::isInstance);
    return keepsRows && partition.source() instanceof RowSource.OfSplit source
        ? source.split().rowCount().orElse(-1)
        : -1;
  }
}
