package dev.quern.dataframes.lower;

import dev.quern.dataframes.lower.Flow.Partition;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.ops.RowSource;
import dev.quern.dataframes.ops.RowStep;
import dev.quern.dataframes.ops.RowsSoFar;
import dev.quern.engine.graph.Key;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which partitions a limit needs. Where metadata does not tell, it is found out on the way: a few
 * partitions are read, then four times as many, and so on; each task knows how many rows those
 * before its wave have, and does not open its split when they are enough.
 *
 * <pre>
 *   8 partitions -> rows so far -> 32 partitions -> rows so far -> ...
 *        |                              |
 *        +----------- the first rows ---+
 * </pre>
 */
final class Limits {
  private static final int FIRST_WAVE = 8;
  private static final int GROWTH = 4;

  private Limits() {}

  /** Tasks that together give the first {@code count} rows of {@code input}, and maybe more. */
  static List<Key> first(FrameLowering lowering, Flow input, long count) {
    Schema schema = input.schema();
    List<Partition> partitions = enough(input.partitions(), count);
    List<Key> parts = new ArrayList<>();
    Optional<Key> soFar = Optional.empty();
    int wave = mayBeMore(partitions) ? FIRST_WAVE : partitions.size();
    for (int from = 0; from < partitions.size(); wave *= GROWTH) {
      int to = Math.min(partitions.size(), from + wave);
      List<Partition> some = partitions.subList(from, to);
      if (soFar.isPresent()) {
        Key gate = soFar.get();
        some = some.stream().map(partition -> partition.withInput(gate)).toList();
      }
      RowSink sink = new RowSink.First(schema, count, soFar.isPresent());
      List<Key> read = lowering.materialize(new Flow(some, schema, input.origin()), sink, false);
      parts.addAll(read);
      if (to < partitions.size()) {
        List<Key> counted = new ArrayList<>(read);
        soFar.ifPresent(counted::add);
        soFar = Optional.of(lowering.task("rows so far", new RowsSoFar(), input.origin(), counted));
      }
      from = to;
    }
    return parts;
  }

  /* What other tasks compute is there anyway, and of what metadata tells the rows all is needed. */
  private static boolean mayBeMore(List<Partition> partitions) {
    return partitions.stream().allMatch(p -> p.source() instanceof RowSource.OfSplit)
        && partitions.stream().anyMatch(p -> knownRows(p) < 0);
  }

  /**
   * The first partitions that surely have {@code count} rows together, by what metadata tells; all
   * of them when it does not.
   */
  private static List<Partition> enough(List<Partition> partitions, long count) {
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
    boolean keepsRows = partition.steps().stream().allMatch(RowStep::keepsRows);
    return keepsRows && partition.source() instanceof RowSource.OfSplit source
        ? source.split().rowCount().orElse(-1)
        : -1;
  }
}
