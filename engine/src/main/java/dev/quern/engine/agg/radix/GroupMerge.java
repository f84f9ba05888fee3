package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.key.RadixOrder;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The merge of one part of all groups.
 *
 * <p>In memory, bucket by bucket: a bucket's groups of all pieces are put one behind the other,
 * which is copying, and merged in a table of their own; rows that were not aggregated before are
 * consumed the same way, and stand for a group each elsewhere. What is on disk, or too large, is
 * read from disk and merged as it comes, until its table outgrows the task's share; then it is
 * given up, the groups are split by the next bits of their hashes, and each share of them is merged
 * so. A state is never merged before all states that stand before it, so nothing of this shows in
 * the result.
 */
public final class GroupMerge {
  /** Parts that the groups are merged in, each by a task of its own. */
  public static final int PARTS = 1 << Buckets.PART_BITS;

  private static final int SPLIT_BITS = 4;

  /** Rows put together before they are added, so that they are in the cache when they are. */
  private static final int MORSEL = 8 << 10;

  /** What a table may take however little memory there is: splitting further would not help. */
  private static final long LEAST_SHARE = 1 << 20;

  private final TaskContext context;
  private final Grouping grouping;
  private final Schema partials;
  private final boolean last;
  private final RunCollector output;

  private GroupMerge(TaskContext context, Grouping grouping, boolean last, RunCollector output) {
    this.context = context;
    this.grouping = grouping.withOrdinal();
    this.partials = this.grouping.partialSchema();
    this.last = last;
    this.output = output;
  }

  /**
   * The groups of part {@code part}, which is below {@link #PARTS}, merged; owned by the caller.
   *
   * @param inputs all groups in order, which stay open
   * @param ranges how many {@link GroupOrder} ranges the result is for
   * @param last whether the results are wanted, and not states
   */
  public static GroupRuns part(
      TaskContext context,
      Grouping grouping,
      List<GroupParts> inputs,
      int part,
      int ranges,
      boolean last) {
    List<GroupPiece> pieces = GroupParts.retained(inputs);
    try {
      if (pieces.stream().allMatch(GroupParts::isLoose)) {
        return part == 0
            ? whole(context, grouping, pieces, last)
            : GroupRuns.none(context.memory());
      }
      long count = pieces.stream().mapToLong(GroupPiece::groups).sum();
      try (RunCollector output = new RunCollector(context, new Ordinals(count, ranges))) {
        new GroupMerge(context, grouping, last, output).run(pieces, part);
        return output.finish();
      }
    } finally {
      pieces.forEach(GroupPiece::close);
    }
  }

  private static GroupRuns whole(
      TaskContext context, Grouping grouping, List<GroupPiece> loose, boolean last) {
    try (HashAggregator aggregator = GroupParts.merge(context, grouping, loose)) {
      return GroupRuns.whole(context.memory(), result(context, aggregator, last));
    }
  }

  private static Batch result(TaskContext context, HashAggregator aggregator, boolean last) {
    return last ? aggregator.finish(context.memory()) : aggregator.partial(context.memory());
  }

  private void run(List<GroupPiece> pieces, int part) {
    List<GroupPiece> sorted = GroupParts.sorted(context, grouping, pieces);
    try {
      if (sorted.stream().anyMatch(p -> p instanceof DiskPiece disk && disk.part(part) != null)) {
        mergeOrSplit(
            () -> new PartReader(context.memory(), grouping, sorted, part), Buckets.PART_BITS);
      } else {
        fromMemory(sorted, part);
      }
    } finally {
      sorted.forEach(GroupPiece::close);
    }
  }

  private void fromMemory(List<GroupPiece> pieces, int part) {
    int first = part * Buckets.PART_BUCKETS;
    int expected = 0;
    for (int bucket = first; bucket < first + Buckets.PART_BUCKETS; bucket++) {
      context.checkCancelled();
      List<GroupRange> ranges = new ArrayList<>();
      long base = 0;
      for (GroupPiece piece : pieces) {
        if (piece instanceof MemoryPiece memory) {
          GroupRange range = GroupRange.of(memory, bucket, base);
          if (range.count() > 0) {
            ranges.add(range);
          }
        }
        base += piece.groups();
      }
      if (!ranges.isEmpty()) {
        // Buckets have about as many groups each: so the next table need not grow.
        expected = mergeBucket(ranges, expected);
      }
    }
  }

  /** Returns how many groups there were, or 0 if they had to be split. */
  private int mergeBucket(List<GroupRange> ranges, int expected) {
    try (HashAggregator aggregator = grouping.openShare(context.memory(), expected)) {
      if (isAdded(ranges, aggregator)) {
        output.add(result(context, aggregator, last));
        return aggregator.groups();
      }
    }
    List<@Nullable SpooledBatches> files;
    try (SpillFan fan = fan()) {
      for (GroupRange range : ranges) {
        try (Batch states = states(range)) {
          split(fan, states, Buckets.BUCKET_BITS);
        }
      }
      files = fan.finish();
    }
    mergeAll(files, Buckets.BUCKET_BITS + SPLIT_BITS);
    return 0;
  }

  /** Adds all ranges, put together to morsels; false if that takes more than the task's share. */
  private boolean isAdded(List<GroupRange> ranges, HashAggregator aggregator) {
    Deque<GroupRange> left = new ArrayDeque<>(ranges);
    while (!left.isEmpty()) {
      List<GroupRange> some = new ArrayList<>();
      boolean ofRows = left.getFirst().ofRows();
      int room = MORSEL;
      while (room > 0 && !left.isEmpty() && left.getFirst().ofRows() == ofRows) {
        GroupRange next = left.removeFirst();
        some.add(next.head(room));
        if (next.count() > room) {
          left.addFirst(next.tail(room));
        }
        room -= Math.min(room, next.count());
      }
      Schema schema = ofRows ? grouping.input() : partials;
      try (Batch morsel = GroupRange.concat(context.memory(), schema, some)) {
        if (ofRows) {
          aggregator.consume(morsel);
        } else {
          aggregator.merge(morsel);
        }
      }
      if (!fits(aggregator, Buckets.BUCKET_BITS)) {
        return false;
      }
    }
    return true;
  }

  private Batch states(GroupRange range) {
    Schema schema = range.ofRows() ? grouping.input() : partials;
    Batch batch = GroupRange.concat(context.memory(), schema, List.of(range));
    if (!range.ofRows()) {
      return batch;
    }
    try (batch) {
      return grouping.partialOfRows(context.memory(), batch);
    }
  }

  private SpillFan fan() {
    return new SpillFan(context.spill(), context.memory(), "groups", partials, 1 << SPLIT_BITS);
  }

  /** Merges what the readers give, all the same; {@code above} bits of the hashes are equal. */
  private void mergeOrSplit(Supplier<BatchReader> rows, int above) {
    if (!merged(rows, above)) {
      List<@Nullable SpooledBatches> files;
      try (SpillFan fan = fan();
          BatchReader reader = rows.get()) {
        for (Batch next = reader.next(); next != null; next = reader.next()) {
          try (Batch batch = next) {
            context.checkCancelled();
            split(fan, batch, above);
          }
        }
        files = fan.finish();
      }
      mergeAll(files, above + SPLIT_BITS);
    }
  }

  /** Merges the groups of each of these files, which are taken over. */
  private void mergeAll(List<@Nullable SpooledBatches> files, int above) {
    try {
      for (SpooledBatches file : files) {
        if (file != null) {
          mergeOrSplit(() -> file.open(context.memory()), above);
        }
      }
    } finally {
      SpillFan.close(files);
    }
  }

  private void split(SpillFan fan, Batch rows, int above) {
    int keys = grouping.keys().size();
    try (RadixOrder order =
        RadixOrder.of(
            context.memory(), rows.columns().subList(0, keys), rows.rows(), above, SPLIT_BITS)) {
      for (int file = 0; file < 1 << SPLIT_BITS; file++) {
        int from = order.starts()[file];
        int count = order.starts()[file + 1] - from;
        if (count > 0) {
          MemorySegment chosen = order.rows().segment().asSlice((long) Integer.BYTES * from);
          try (Batch some = Take.gather(context.memory(), rows, chosen, count)) {
            fan.write(file, some);
          }
        }
      }
    }
  }

  /** Merges the groups of a reader; false if that takes more than the task's share. */
  private boolean merged(Supplier<BatchReader> rows, int above) {
    try (HashAggregator aggregator = grouping.openShare(context.memory(), 0);
        BatchReader reader = rows.get()) {
      for (Batch next = reader.next(); next != null; next = reader.next()) {
        try (Batch batch = next) {
          context.checkCancelled();
          aggregator.merge(batch);
        }
        if (!fits(aggregator, above)) {
          return false;
        }
      }
      output.add(result(context, aggregator, last));
      return true;
    }
  }

  /** Whether the table may go on to grow; sets in it may be put aside for that. */
  private boolean fits(HashAggregator aggregator, int above) {
    if (aggregator.byteSize() <= share()) {
      return true;
    }
    if (last && aggregator.byteSize() - aggregator.setBytes() <= share() / 2) {
      aggregator.putSetsAside(context.spill());
      return true;
    }
    return above + SPLIT_BITS > Long.SIZE || aggregator.groups() <= 1;
  }

  private long share() {
    return Math.max(LEAST_SHARE, context.memoryShare());
  }
}
