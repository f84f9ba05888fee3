package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.DenseKeys;
import dev.quern.engine.key.KeyFinder;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The build side of a hash join, read-only once it is built.
 *
 * <pre>
 *   key number n ─> partners  starts[n] .. starts[n + 1]  of  order   build rows, ascending
 * </pre>
 *
 * <p>A single integer key that is dense has its numbers by {@link DenseKeys}, others by a {@link
 * KeyTable}. Where every key is there once, as on the primary key side of most joins, {@code
 * starts} is left out; where besides no key is null, a key's number is its row, and {@code order}
 * is left out too. Without key columns all rows have one key, number 0: every probe row meets every
 * row.
 */
public final class JoinTable implements AutoCloseable {
  private static final int MORSEL = 16 << 10;

  private final Batch rows;
  private final List<Integer> keys;
  private final @Nullable KeyTable table;
  private final @Nullable DenseKeys dense;
  private final @Nullable NativeBuffer starts;
  private final @Nullable NativeBuffer order;
  private @Nullable RangeIndex ranges;

  private JoinTable(
      Batch rows,
      List<Integer> keys,
      @Nullable KeyTable table,
      @Nullable DenseKeys dense,
      @Nullable NativeBuffer starts,
      @Nullable NativeBuffer order) {
    this.rows = rows;
    this.keys = keys;
    this.table = table;
    this.dense = dense;
    this.starts = starts;
    this.order = order;
  }

  /**
   * The table of these batches, which stay owned by the caller.
   *
   * @param keys positions of the key columns, at most 64; none for a cross join
   */
  public static JoinTable build(
      MemoryBudget budget, Schema schema, List<Batch> batches, List<Integer> keys) {
    List<DType> types = keys.stream().map(key -> schema.field(key).type()).toList();
    Batch rows = Batches.concat(budget, schema, batches);
    KeyTable table = null;
    DenseKeys dense = null;
    try {
      if (keys.isEmpty()) {
        return cross(budget, rows);
      }
      dense = keys.size() == 1 ? DenseKeys.of(budget, rows.column(keys.getFirst())) : null;
      if (dense != null) {
        return index(budget, rows, List.copyOf(keys), dense);
      }
      table = new KeyTable(budget, types);
      return index(budget, rows, List.copyOf(keys), table);
    } catch (RuntimeException | Error e) {
      if (table != null) {
        table.close();
      }
      if (dense != null) {
        dense.close();
      }
      rows.close();
      throw e;
    }
  }

  /**
   * The table of all rows under one key, found by comparisons too.
   *
   * @param ranges what the rows are compared by: one or two expressions, or none
   */
  public static JoinTable ofRanges(
      MemoryBudget budget, Schema schema, List<Batch> batches, List<Expr> ranges) {
    JoinTable table = build(budget, schema, batches, List.of());
    try {
      table.ranges = ranges.isEmpty() ? null : RangeIndex.of(budget, table.rows, ranges);
      return table;
    } catch (RuntimeException | Error e) {
      table.close();
      throw e;
    }
  }

  private static JoinTable index(
      MemoryBudget budget, Batch rows, List<Integer> keys, DenseKeys dense) {
    if (dense.isUnique()) {
      return new JoinTable(rows, keys, null, dense, null, null);
    }
    int n = rows.rows();
    try (NativeBuffer numbers = budget.allocate((long) Integer.BYTES * n)) {
      dense.ranks(rows.column(keys.getFirst()), numbers.segment());
      return grouped(budget, rows, numbers.segment(), dense.size()).table(rows, keys, null, dense);
    }
  }

  /** All rows under one key; a single one is found as unique keys are. */
  private static JoinTable cross(MemoryBudget budget, Batch rows) {
    int n = rows.rows();
    if (n <= 1) {
      return new JoinTable(rows, List.of(), null, null, null, null);
    }
    NativeBuffer order = Take.numbers(budget, 0, n);
    NativeBuffer starts;
    try {
      starts = budget.allocate(2L * Integer.BYTES);
    } catch (RuntimeException e) {
      order.close();
      throw e;
    }
    Slots.setInt32(starts.segment(), 0, 0);
    Slots.setInt32(starts.segment(), 1, n);
    return new JoinTable(rows, List.of(), null, null, starts, order);
  }

  private static JoinTable index(
      MemoryBudget budget, Batch rows, List<Integer> keys, KeyTable table) {
    int n = rows.rows();
    try (NativeBuffer numbers = budget.allocate((long) Integer.BYTES * n)) {
      for (int from = 0; from < n; from += MORSEL) {
        try (Batch morsel = rows.slice(from, Math.min(MORSEL, n - from))) {
          MemorySegment target = numbers.segment().asSlice((long) Integer.BYTES * from);
          table.number(keyColumns(morsel, keys), morsel.rows(), target);
        }
      }
      if (table.size() == n && keyColumns(rows, keys).stream().allMatch(k -> k.nullCount() == 0)) {
        return new JoinTable(rows, keys, table, null, null, null);
      }
      dropNulls(numbers.segment(), keyColumns(rows, keys), n);
      return grouped(budget, rows, numbers.segment(), table.size()).table(rows, keys, table, null);
    }
  }

  private record Partners(NativeBuffer starts, NativeBuffer order) {
    JoinTable table(
        Batch rows, List<Integer> keys, @Nullable KeyTable table, @Nullable DenseKeys dense) {
      return new JoinTable(rows, keys, table, dense, starts, order);
    }
  }

  /** A counting sort of the rows by key number; rows without a number are left out. */
  private static Partners grouped(
      MemoryBudget budget, Batch rows, MemorySegment numbers, int size) {
    int n = rows.rows();
    NativeBuffer order = budget.allocate((long) Integer.BYTES * n);
    NativeBuffer starts;
    try {
      starts = budget.allocateZeroed((long) Integer.BYTES * (size + 1));
    } catch (RuntimeException e) {
      order.close();
      throw e;
    }
    MemorySegment ends = starts.segment();
    for (int row = 0; row < n; row++) {
      int number = Slots.int32(numbers, row);
      if (number >= 0) {
        Slots.setInt32(ends, number, Slots.int32(ends, number) + 1);
      }
    }
    int sum = 0;
    for (int number = 0; number <= size; number++) {
      sum += Slots.int32(ends, number);
      Slots.setInt32(ends, number, sum);
    }
    // Backwards, so that ends become starts and equal keys stay in the order of the rows.
    for (int row = n - 1; row >= 0; row--) {
      int number = Slots.int32(numbers, row);
      if (number >= 0) {
        int at = Slots.int32(ends, number) - 1;
        Slots.setInt32(ends, number, at);
        Slots.setInt32(order.segment(), at, row);
      }
    }
    return new Partners(starts, order);
  }

  private static void dropNulls(MemorySegment numbers, List<ColumnVector> columns, int n) {
    for (ColumnVector column : columns) {
      MemorySegment valid = column.validityOrAll();
      for (int row = 0; row < n; row++) {
        if (!Bitmaps.get(valid, row)) {
          Slots.setInt32(numbers, row, KeyTable.ABSENT);
        }
      }
    }
  }

  static List<ColumnVector> keyColumns(Batch batch, List<Integer> keys) {
    return keys.stream().map(batch::column).toList();
  }

  /** The build side's rows, to which matches refer; they stay owned by this. */
  public Batch rows() {
    return rows;
  }

  /** What the rows are compared by, beside equal keys; none for none. */
  public List<Expr> ranges() {
    return ranges == null ? List.of() : ranges.keys();
  }

  /** Positions of the key columns in {@link #rows}. */
  public List<Integer> keys() {
    return keys;
  }

  /**
   * A reader for one thread.
   *
   * @param probeKeys positions of the key columns in the probe batches, of the same types as the
   *     build side's
   * @param chunkRows the most matches given at a time
   */
  public JoinProbe probe(
      MemoryBudget budget,
      Schema probeSchema,
      List<Integer> probeKeys,
      JoinKind kind,
      int chunkRows) {
    for (int i = 0; i < keys.size(); i++) {
      DType build = rows.schema().field(keys.get(i)).type();
      DType probe = probeSchema.field(probeKeys.get(i)).type();
      if (!build.equals(probe)) {
        throw new IllegalArgumentException(
            "join keys of %s and %s: cast one of them first".formatted(probe, build));
      }
    }
    return new JoinProbe(budget, this, List.copyOf(probeKeys), kind, chunkRows);
  }

  /**
   * {@link #probe} for matches that must meet {@code condition} too.
   *
   * @param condition empty for none
   */
  public JoinMatches probe(
      MemoryBudget budget,
      Schema probeSchema,
      List<Integer> probeKeys,
      JoinKind kind,
      int chunkRows,
      Optional<JoinCondition> condition) {
    if (condition.isEmpty()) {
      return probe(budget, probeSchema, probeKeys, kind, chunkRows);
    }
    JoinMatches pairs =
        ranges == null
            ? null
            : RangeProbe.of(budget, ranges, rows.schema(), condition.get(), kind, chunkRows);
    if (pairs == null) {
      pairs = probe(budget, probeSchema, probeKeys, JoinKind.INNER, chunkRows);
    }
    try {
      return new ConditionalProbe(budget, this, pairs, condition.get(), kind, chunkRows);
    } catch (RuntimeException | Error e) {
      pairs.close();
      throw e;
    }
  }

  /** A reader of the keys; null when there are no key columns. */
  @Nullable KeyFinder finder(MemoryBudget budget) {
    if (dense != null) {
      return dense.finder(budget);
    }
    return table == null ? null : table.finder(budget);
  }

  /** Whether no key has more than one row, and rows are numbered as keys are. */
  boolean isUnique() {
    return starts == null;
  }

  /** Where the rows of each key begin in {@link #order}. */
  MemorySegment starts() {
    return segment(starts);
  }

  /** The rows by key. */
  MemorySegment order() {
    return segment(order);
  }

  private static MemorySegment segment(@Nullable NativeBuffer buffer) {
    if (buffer == null) {
      throw new IllegalStateException("keys are unique");
    }
    return buffer.segment();
  }

  @Override
  public void close() {
    if (table != null) {
      table.close();
    }
    if (dense != null) {
      dense.close();
    }
    rows.close();
    if (ranges != null) {
      ranges.close();
    }
    if (starts != null) {
      starts.close();
    }
    if (order != null) {
      order.close();
    }
  }
}
