package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The merge of some parts of all groups. The result has bucket after bucket, and each bucket's
 * groups in order of first appearance.
 *
 * <p>Bucket by bucket: a bucket's groups of all pieces come one behind the other, from memory,
 * which is copying, or from disk, and are merged in a table of their own; rows that were not
 * aggregated before are consumed the same way.
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
    int end = to * Buckets.PART_BUCKETS;
    try (BucketReader reader = new BucketReader(context.memory(), grouping, sorted, end, MORSEL)) {
      int expected = 0;
      for (int bucket = from * Buckets.PART_BUCKETS; bucket < end; bucket++) {
        context.checkCancelled();
        if (reader.begin(bucket)) {
          // Buckets have about as many groups each: so the next table need not grow.
          expected = mergeBucket(reader, bucket, expected);
        }
      }
    } finally {
      sorted.forEach(GroupPiece::close);
    }
  }

  /** Returns how many groups there were, or 0 if they took several passes. */
  private int mergeBucket(BucketReader reader, int bucket, int expected) {
    try (HashAggregator aggregator = grouping.openShare(context.memory(), expected)) {
      if (isMerged(reader, aggregator)) {
        output.add(result(aggregator));
        return aggregator.groups();
      }
    }
    mergeInPasses(reader.states(bucket));
    return 0;
  }

  /** Adds all of a bucket; false if that takes more than the task's share. */
  private boolean isMerged(BucketReader reader, HashAggregator aggregator) {
    for (Morsel next = reader.next(); next != null; next = reader.next()) {
      try (Morsel morsel = next) {
        morsel.addTo(aggregator);
      }
      if (!fits(aggregator)) {
        return false;
      }
    }
    return true;
  }

  /** Merges the groups of a bucket, first those that have room. */
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
