package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.key.RadixOrder;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The merge of some parts of all groups. The result has bucket after bucket, and each bucket's
 * groups in order of first appearance.
 *
 * <p>In memory, bucket by bucket: a bucket's groups of all pieces are put one behind the other,
 * which is copying, and merged in a table of their own; rows that were not aggregated before are
 * consumed the same way, and stand for a group each elsewhere. A part of which some is on disk is
 * merged as it is read and cut into buckets when it is done; if its table outgrows the task's
 * share, its groups are split into buckets before.
 *
 * <p>A bucket that outgrows the share is merged in passes: the groups for which there is room are
 * kept to the end, and the rows of all others go to a file, which the next pass reads. The groups
 * of a pass have appeared before those of the next. So nothing of this shows in the result.
 */
public final class GroupMerge {
  /** Tasks among which the groups can be divided at most; a power of 2. */
  public static final int PARTS = 1 << Buckets.PART_BITS;

  /** Rows put together before they are added, so that they are in the cache when they are. */
  private static final int MORSEL = 8 << 10;

  /** What a table may take however little memory there is. */
  private static final long LEAST_SHARE = 1 << 20;

  private final TaskContext context;
  private final Grouping grouping;
  private final Schema partials;
  private final boolean last;
  private final GroupCollector output;

  private GroupMerge(
      TaskContext context,
      Grouping grouping,
      Schema partials,
      boolean last,
      GroupCollector output) {
    this.context = context;
    this.grouping = grouping;
    this.partials = partials;
    this.last = last;
    this.output = output;
  }

  /**
   * The groups that fall to a task, merged; owned by the caller. Few groups fall to task 0.
   *
   * @param inputs all groups in order, which stay open
   * @param task which of the tasks
   * @param tasks a power of 2, at most {@link #PARTS}
   * @param last whether the results are wanted, and not states
   */
  public static SpooledBatches groups(
      TaskContext context,
      Grouping grouping,
      List<GroupParts> inputs,
      int task,
      int tasks,
      boolean last) {
    Schema partials = grouping.partialSchema();
    List<GroupPiece> pieces = GroupParts.retained(inputs);
    try (GroupCollector output = new GroupCollector(context, last ? grouping.schema() : partials)) {
      GroupMerge merge = new GroupMerge(context, grouping, partials, last, output);
      if (!pieces.stream().allMatch(GroupParts::isLoose)) {
        int parts = PARTS / tasks;
        merge.parts(pieces, task * parts, (task + 1) * parts);
      } else if (task == 0) {
        merge.loose(pieces);
      }
      return output.finish();
    } finally {
      pieces.forEach(GroupPiece::close);
    }
  }

  private void loose(List<GroupPiece> pieces) {
    try (HashAggregator aggregator = GroupParts.merge(context, grouping, pieces)) {
      output.add(result(aggregator));
    }
  }

  private Batch result(HashAggregator aggregator) {
    return last ? aggregator.finish(context.memory()) : aggregator.partial(context.memory());
  }

  private void parts(List<GroupPiece> pieces, int from, int to) {
    List<GroupPiece> sorted = GroupParts.sorted(context, grouping, pieces);
    try {
      for (int part = from; part < to; part++) {
        int number = part;
        if (sorted.stream()
            .anyMatch(p -> p instanceof DiskPiece disk && disk.part(number) != null)) {
          fromDisk(sorted, part);
        } else {
          fromMemory(sorted, part);
        }
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
      for (GroupPiece piece : pieces) {
        if (piece instanceof MemoryPiece memory) {
          GroupRange range = memory.bucket(bucket);
          if (range.count() > 0) {
            ranges.add(range);
          }
        }
      }
      if (!ranges.isEmpty()) {
        // Buckets have about as many groups each: so the next table need not grow.
        expected = mergeBucket(ranges, expected);
      }
    }
  }

  /** Returns how many groups there were, or 0 if they took several passes. */
  private int mergeBucket(List<GroupRange> ranges, int expected) {
    try (HashAggregator aggregator = grouping.openShare(context.memory(), expected)) {
      if (isAdded(ranges, aggregator)) {
        output.add(result(aggregator));
        return aggregator.groups();
      }
    }
    mergeInPasses(new RangeReader(context.memory(), grouping, ranges, MORSEL));
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
      if (!fits(aggregator)) {
        return false;
      }
    }
    return true;
  }

  private void fromDisk(List<GroupPiece> pieces, int part) {
    if (isMerged(new PartReader(context.memory(), grouping, pieces, part))) {
      return;
    }
    List<@Nullable SpooledBatches> buckets;
    try (SpillFan fan =
            new SpillFan(
                context.spill(), context.memory(), "groups", partials, Buckets.PART_BUCKETS);
        BatchReader reader = new PartReader(context.memory(), grouping, pieces, part)) {
      for (Batch next = reader.next(); next != null; next = reader.next()) {
        try (Batch batch = next) {
          context.checkCancelled();
          eachBucket(batch, fan::write);
        }
      }
      buckets = fan.finish();
    }
    try {
      for (SpooledBatches bucket : buckets) {
        if (bucket != null) {
          mergeInPasses(bucket.open(context.memory()));
        }
      }
    } finally {
      SpillFan.close(buckets);
    }
  }

  /** Merges the groups of a part, whose reader is closed; false if they outgrow the share. */
  private boolean isMerged(BatchReader reader) {
    try (reader;
        HashAggregator aggregator = grouping.openShare(context.memory(), 0)) {
      for (Batch next = reader.next(); next != null; next = reader.next()) {
        try (Batch batch = next) {
          context.checkCancelled();
          aggregator.merge(batch);
        }
        if (!fits(aggregator)) {
          return false;
        }
      }
      try (Batch groups = result(aggregator)) {
        eachBucket(groups, (_, some) -> output.add(some.retain()));
      }
      return true;
    }
  }

  private interface BucketWork {
    void accept(int bucket, Batch groups);
  }

  /** Gives out the groups of a part, a bucket of it at a time. */
  private void eachBucket(Batch groups, BucketWork work) {
    int keys = grouping.keys().size();
    try (RadixOrder order =
        RadixOrder.of(
            context.memory(),
            groups.columns().subList(0, keys),
            groups.rows(),
            Buckets.PART_BITS,
            Buckets.BUCKET_BITS - Buckets.PART_BITS)) {
      for (int bucket = 0; bucket < Buckets.PART_BUCKETS; bucket++) {
        int from = order.starts()[bucket];
        int count = order.starts()[bucket + 1] - from;
        if (count > 0) {
          MemorySegment chosen = order.rows().segment().asSlice((long) Integer.BYTES * from);
          try (Batch some = Take.gather(context.memory(), groups, chosen, count)) {
            work.accept(bucket, some);
          }
        }
      }
    }
  }

  /** Merges the groups of a bucket, whose reader is closed. */
  private void mergeInPasses(BatchReader bucket) {
    SpooledBatches left = pass(bucket);
    while (left != null) {
      try (SpooledBatches rows = left) {
        left = pass(rows.open(context.memory()));
      }
    }
  }

  /** Merges the first groups that have room; the states of all others are returned. */
  private @Nullable SpooledBatches pass(BatchReader rows) {
    try (rows;
        HashAggregator aggregator = grouping.openShare(context.memory(), 0);
        Spool others = new Spool(context.spill(), "groups", partials)) {
      boolean full = false;
      for (Batch next = rows.next(); next != null; next = rows.next()) {
        context.checkCancelled();
        try (Batch batch = next) {
          if (full) {
            putAside(others, aggregator.mergeKnown(batch));
          } else {
            aggregator.merge(batch);
          }
        }
        // Sets may grow, and go to disk, when there is no room for groups any more.
        full = !fits(aggregator) || full;
      }
      output.add(result(aggregator));
      return others.count() == 0 ? null : others.finish();
    }
  }

  private static void putAside(Spool others, @Nullable Batch states) {
    if (states != null) {
      others.add(states);
      others.putAside();
    }
  }

  /**
   * Whether the table may go on to grow, which doubles it, within the task's share; sets in it may
   * be put aside for that.
   */
  private boolean fits(HashAggregator aggregator) {
    long most = Math.max(LEAST_SHARE, context.memoryShare() / 2);
    if (aggregator.byteSize() <= most) {
      return true;
    }
    if (last && aggregator.byteSize() - aggregator.setBytes() <= most / 2) {
      aggregator.putSetsAside(context.spill());
      return true;
    }
    return aggregator.groups() <= 1;
  }
}
