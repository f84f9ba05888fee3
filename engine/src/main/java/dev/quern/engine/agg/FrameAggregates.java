package dev.quern.engine.agg;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An aggregate over a frame of rows for each row, whatever the function: states of runs of 16 rows,
 * of 16 such runs and so on are made once, and a frame merges the few that it is made of (segment
 * trees: Leis et al., Efficient Processing of Window Functions in Analytical SQL Queries, VLDB
 * 2015).
 *
 * <pre>
 *   level 1   ├── 16 rows ──┤├── 16 rows ──┤├── 16 rows ──┤
 *   rows      . . . . . . x x x x x x x x x x x x x x x . .
 *   frame                 └─rows─┘└── one state ──┘└rows┘
 * </pre>
 *
 * <p>Runs are counted from the beginning of the partition, and a frame's parts are merged from left
 * to right: the bits of a floating sum depend on the partition alone, and first and last mean what
 * they say. A row costs 30 merges at most for every level that its frame reaches.
 */
public final class FrameAggregates implements AutoCloseable {
  private static final int SHIFT = 4;
  private static final int FAN_OUT = 1 << SHIFT;
  private static final int CHUNK = 16 << 10;

  private final MemoryBudget budget;
  private final Batch rows;
  private final Aggregate aggregate;
  private final MemorySegment starts;
  private final List<ColumnVector> inputs = new ArrayList<>();
  private final DType result;

  /**
   * @param rows sorted by partition; stays owned by the caller and open meanwhile
   * @param aggregate what is computed of which columns of {@code rows}
   * @param starts a bit a row, set where a partition begins
   */
  public FrameAggregates(
      MemoryBudget budget, Batch rows, Aggregate aggregate, MemorySegment starts) {
    this.budget = budget;
    this.rows = rows;
    this.aggregate = aggregate;
    this.starts = starts;
    this.result =
        aggregate.function().resultType(GroupedStates.inputTypes(rows.schema(), aggregate));
    try {
      for (int input : aggregate.inputs()) {
        inputs.add(Selections.flat(budget, rows.column(input)));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private GroupedState newState() {
    return GroupedStates.of(budget, rows.schema(), aggregate);
  }

  /*
   * A state of so many groups, which may stay empty. States take it that a group they are told
   * of has a row; so each is given one of nulls, which changes nothing else.
   */
  private GroupedState emptyState(int groups) {
    GroupedState state = newState();
    if (inputs.isEmpty()) {
      return state;
    }
    List<ColumnVector> nulls = new ArrayList<>();
    try (NativeBuffer none = budget.allocate((long) Integer.BYTES * groups);
        NativeBuffer numbers = Take.numbers(budget, 0, groups)) {
      none.segment().fill((byte) -1);
      for (ColumnVector input : inputs) {
        nulls.add(Take.gatherOrNull(budget, input, none.segment(), groups));
      }
      try (ColumnVector own = ColumnVector.flat(DType.INT32, groups, numbers.retain(), null)) {
        state.update(nulls, new Groups(own, groups, false));
      }
      return state;
    } catch (RuntimeException | Error e) {
      state.close();
      throw e;
    } finally {
      nulls.forEach(ColumnVector::close);
    }
  }

  /** For each row the aggregate over its partition; owned by the caller. */
  public ColumnVector ofPartitions() {
    int n = rows.rows();
    try (GroupedState state = newState();
        NativeBuffer numbers = budget.allocate((long) Integer.BYTES * n)) {
      int partition = -1;
      for (int row = 0; row < n; row++) {
        partition += Bitmaps.get(starts, row) ? 1 : 0;
        Slots.setInt32(numbers.segment(), row, partition);
      }
      try (ColumnVector groups = ColumnVector.flat(DType.INT32, n, numbers.retain(), null)) {
        state.update(inputs, new Groups(groups, partition + 1, false));
        try (ColumnVector values = state.finish(budget, partition + 1)) {
          return Take.gather(budget, values, numbers.segment(), n);
        }
      }
    }
  }

  /**
   * Some rows for each row: {@code from} to {@code to - 1}, which are of its partition.
   *
   * @param from an INT32 a row
   * @param to an INT32 a row; not above {@code from} where there are none
   */
  public record Rows(MemorySegment from, MemorySegment to) {}

  /**
   * For each row the aggregate over its frame; owned by the caller.
   *
   * @param frame the runs of rows that it is made of, from left to right
   */
  public ColumnVector ofFrames(List<Rows> frame) {
    int n = rows.rows();
    List<ColumnVector> parts = new ArrayList<>();
    List<Level> levels = new ArrayList<>();
    int longest = frame.stream().mapToInt(run -> longest(run, n)).max().orElseThrow();
    try (Chunk chunk = new Chunk(longest)) {
      for (int level = 1; level < chunk.levels; level++) {
        levels.add(level(level, levels));
      }
      int partition = 0;
      int begin = 0;
      for (int row = 0; row < n; row += CHUNK) {
        int count = Math.min(CHUNK, n - row);
        for (int i = 0; i < count; i++) {
          if (row + i > 0 && Bitmaps.get(starts, row + i)) {
            partition++;
            begin = row + i;
          }
          chunk.place(i, partition, begin);
        }
        parts.add(chunk.aggregate(levels, frame, row, count));
      }
      return Batches.concat(budget, result, parts);
    } finally {
      parts.forEach(ColumnVector::close);
      levels.forEach(Level::close);
    }
  }

  private static int longest(Rows run, int n) {
    int longest = 0;
    for (int i = 0; i < n; i++) {
      longest = Math.max(longest, Slots.int32(run.to(), i) - Slots.int32(run.from(), i));
    }
    return longest;
  }

  /*
   * Nodes of level L are numbered so that each partition has a range of its own: that of partition
   * p, beginning at row b, begins at (b >> 4L) + p.
   */
  private static int firstNode(int level, int partition, int begin) {
    return (begin >> (SHIFT * level)) + partition;
  }

  /** The states of level {@code level}, of the rows or of the level below. */
  private Level level(int level, List<Level> below) {
    int n = rows.rows();
    int width = level == 1 ? n : below.getLast().size();
    try (NativeBuffer parents = budget.allocate((long) Integer.BYTES * width)) {
      int partition = 0;
      int nodes = 0;
      for (int begin = 0; begin < n; partition++) {
        int end = Bitmaps.next(starts, begin + 1, n);
        int first = level == 1 ? begin : firstNode(level - 1, partition, begin);
        int last = level == 1 ? end : firstNode(level - 1, partition + 1, end);
        int own = firstNode(level, partition, begin);
        for (int child = first; child < last; child++) {
          Slots.setInt32(parents.segment(), child, own + ((child - first) >> SHIFT));
        }
        nodes = firstNode(level, partition + 1, end);
        begin = end;
      }
      try (GroupedState state = emptyState(nodes);
          ColumnVector groups = ColumnVector.flat(DType.INT32, width, parents.retain(), null)) {
        Groups own = new Groups(groups, nodes, false);
        if (level == 1) {
          state.update(inputs, own);
        } else {
          state.merge(below.getLast().states(), own);
        }
        return new Level(state.stateColumns(budget, nodes), nodes);
      }
    }
  }

  @Override
  public void close() {
    inputs.forEach(ColumnVector::close);
    inputs.clear();
  }

  /** The states of all runs of a length. */
  private record Level(List<ColumnVector> states, int size) implements AutoCloseable {
    @Override
    public void close() {
      states.forEach(ColumnVector::close);
    }
  }

  /** Some thousand rows whose frames are put together at once, level by level. */
  private final class Chunk implements AutoCloseable {
    private static final int PAIRS = 4 * CHUNK;

    private final int levels;
    private final int[] partition = new int[CHUNK];
    private final int[] begin = new int[CHUNK];
    private final int[] left = new int[CHUNK];
    private final int[] right = new int[CHUNK];
    private final int[][] tailFrom;
    private final int[][] tailTo;
    private final NativeBuffer nodes;
    private final NativeBuffer targets;
    private int pairs;

    Chunk(int longest) {
      int needed = 1;
      // So that no frame has a whole run at the top: else its bits were those of its neighbours
      // too.
      while (longest >> (SHIFT * needed) > 0) {
        needed++;
      }
      this.levels = needed;
      this.tailFrom = new int[needed][CHUNK];
      this.tailTo = new int[needed][CHUNK];
      this.nodes = budget.allocate((long) Integer.BYTES * PAIRS);
      this.targets = budget.allocate((long) Integer.BYTES * PAIRS);
    }

    void place(int i, int ofPartition, int beginsAt) {
      partition[i] = ofPartition;
      begin[i] = beginsAt;
    }

    /** The aggregates over the frames of rows {@code row} to {@code row + count - 1}. */
    ColumnVector aggregate(List<Level> tree, List<Rows> frame, int row, int count) {
      try (GroupedState state = emptyState(count)) {
        for (Rows run : frame) {
          for (int i = 0; i < count; i++) {
            left[i] = Slots.int32(run.from(), row + i) - begin[i];
            right[i] = Math.max(left[i], Slots.int32(run.to(), row + i) - begin[i]);
          }
          addRuns(state, tree, count);
        }
        return state.finish(budget, count);
      }
    }

    private void addRuns(GroupedState state, List<Level> tree, int count) {
      for (int level = 0; level < levels; level++) {
        ascend(state, tree, level, count);
      }
      for (int level = levels - 2; level >= 0; level--) {
        for (int i = 0; i < count; i++) {
          add(state, tree, level, i, tailFrom[level][i], tailTo[level][i], count);
        }
        flush(state, tree, level, count);
      }
    }

    /* Adds what stands before the first whole run of the next level, and notes what is behind. */
    private void ascend(GroupedState state, List<Level> tree, int level, int count) {
      boolean top = level == levels - 1;
      for (int i = 0; i < count; i++) {
        int from = left[i];
        int to = right[i];
        int headTo = top ? to : Math.min(to, (from + FAN_OUT - 1) & -FAN_OUT);
        add(state, tree, level, i, from, headTo, count);
        if (!top) {
          int tail = Math.max(headTo, to & -FAN_OUT);
          tailFrom[level][i] = tail;
          tailTo[level][i] = to;
          left[i] = (headTo + FAN_OUT - 1) >> SHIFT;
          right[i] = Math.max(left[i], tail >> SHIFT);
        }
      }
      flush(state, tree, level, count);
    }

    private void add(
        GroupedState state, List<Level> tree, int level, int i, int from, int to, int count) {
      int base = level == 0 ? begin[i] : firstNode(level, partition[i], begin[i]);
      for (int node = from; node < to; node++) {
        if (pairs == PAIRS) {
          flush(state, tree, level, count);
        }
        Slots.setInt32(nodes.segment(), pairs, base + node);
        Slots.setInt32(targets.segment(), pairs, i);
        pairs++;
      }
    }

    private void flush(GroupedState state, List<Level> tree, int level, int count) {
      if (pairs == 0) {
        return;
      }
      List<ColumnVector> from = level == 0 ? inputs : tree.get(level - 1).states();
      List<ColumnVector> taken = new ArrayList<>();
      try (ColumnVector groups = ColumnVector.flat(DType.INT32, pairs, targets.retain(), null)) {
        for (ColumnVector column : from) {
          taken.add(Take.gather(budget, column, nodes.segment(), pairs));
        }
        Groups own = new Groups(groups, count, false);
        if (level == 0) {
          state.update(taken, own);
        } else {
          state.merge(taken, own);
        }
      } finally {
        taken.forEach(ColumnVector::close);
      }
      pairs = 0;
    }

    @Override
    public void close() {
      nodes.close();
      targets.close();
    }
  }
}
