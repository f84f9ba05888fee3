package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.key.DenseKeys;
import dev.quern.engine.key.KeyFinder;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.key.SparseKeys;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The build side of a hash join, read-only once it is built.
 *
 * <p>Each key has a number, and each number its rows ({@link Partners}). A single integer key that
 * is dense has its numbers by {@link DenseKeys}, others by a {@link KeyTable}. Where every key is
 * there once and none is null, as on the primary key side of most joins, a key's number is its row.
 * Without key columns all rows have one key, number 0: every probe row meets every row.
 */
public final class JoinTable implements AutoCloseable {
  private static final int MORSEL = 16 << 10;

  /** For a row: numbers, order, a slot. */
  private static final int TABLE_BYTES = 40;

  /** For a row of a key with many: places by value, and what sorting takes. */
  private static final int RANGE_BYTES = 48;

  private final Batch rows;
  private final List<Integer> keys;
  private final @Nullable KeyTable table;
  private final @Nullable DenseKeys dense;
  private final @Nullable Partners partners;
  private @Nullable RangeIndex ranges;
  private volatile @Nullable List<KeyRange> keyRanges;

  private JoinTable(
      Batch rows,
      List<Integer> keys,
      @Nullable KeyTable table,
      @Nullable DenseKeys dense,
      @Nullable Partners partners) {
    this.rows = rows;
    this.keys = keys;
    this.table = table;
    this.dense = dense;
    this.partners = partners;
  }

  /** The table of these batches, which stay owned by the caller, by {@code keys} alone. */
  public static JoinTable build(
      MemoryBudget budget, Schema schema, List<Batch> batches, List<Integer> keys) {
    return build(budget, schema, batches, keys, List.of());
  }

  /**
   * The table of these batches, which stay owned by the caller.
   *
   * @param keys positions of the key columns, at most 64; none for all rows under one key
   * @param ranges what the rows of a key are compared by: one or two expressions, or none
   */
  public static JoinTable build(
      MemoryBudget budget,
      Schema schema,
      List<Batch> batches,
      List<Integer> keys,
      List<Expr> ranges) {
    return of(budget, Batches.concat(budget, schema, batches), keys, ranges);
  }

  /**
   * The table of {@code rows}, which it takes over, whatever happens.
   *
   * @param keys positions of the key columns, at most 64; none for all rows under one key
   * @param ranges what the rows of a key are compared by: one or two expressions, or none
   */
  public static JoinTable of(
      MemoryBudget budget, Batch rows, List<Integer> keys, List<Expr> ranges) {
    UnfilledTable unfilled;
    try {
      unfilled = UnfilledTable.of(budget, rows, keys, ranges);
    } catch (RuntimeException | Error e) {
      rows.close();
      throw e;
    }
    if (unfilled != null) {
      try (unfilled) {
        return unfilled.finish(budget);
      }
    }
    List<DType> types = keyTypes(rows.schema(), keys);
    KeyTable table = null;
    DenseKeys dense = null;
    JoinTable made;
    try {
      dense = keys.size() == 1 ? DenseKeys.of(budget, rows.column(keys.getFirst())) : null;
      if (keys.isEmpty()) {
        made = cross(budget, rows);
      } else if (dense != null) {
        made = index(budget, rows, List.copyOf(keys), dense);
      } else {
        table = new KeyTable(budget, types);
        made = index(budget, rows, List.copyOf(keys), table);
      }
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
    return withRanges(budget, made, ranges);
  }

  /** The table of {@code rows}, which it takes over, whose keys are all in {@code sparse}. */
  static JoinTable of(
      MemoryBudget budget, Batch rows, List<Integer> keys, List<Expr> ranges, SparseKeys sparse) {
    KeyTable table = null;
    JoinTable made;
    try {
      table = sparse.table(budget);
      Partners partners =
          sparse.isUnique(keyColumns(rows, keys))
              ? null
              : Partners.of(budget, rows.rows(), sparse.numbers(), rows.rows());
      made = new JoinTable(rows, keys, table, null, partners);
    } catch (RuntimeException | Error e) {
      if (table != null) {
        table.close();
      }
      rows.close();
      throw e;
    }
    return withRanges(budget, made, ranges);
  }

  private static JoinTable withRanges(MemoryBudget budget, JoinTable made, List<Expr> ranges) {
    try {
      made.addRanges(budget, ranges);
      return made;
    } catch (RuntimeException | Error e) {
      made.close();
      throw e;
    }
  }

  private void addRanges(MemoryBudget budget, List<Expr> by) {
    if (!by.isEmpty() && partners != null) {
      ranges = RangeIndex.of(budget, rows, partners, by);
    }
  }

  /**
   * Native bytes that a table needs for a row besides the row.
   *
   * @param ranges what the rows are compared by; none for none
   */
  public static int rowBytes(List<Expr> ranges) {
    return ranges.isEmpty() ? TABLE_BYTES : TABLE_BYTES + RANGE_BYTES;
  }

  private static JoinTable index(
      MemoryBudget budget, Batch rows, List<Integer> keys, DenseKeys dense) {
    if (dense.isUnique()) {
      return new JoinTable(rows, keys, null, dense, null);
    }
    int n = rows.rows();
    try (NativeBuffer numbers = budget.allocate((long) Integer.BYTES * n)) {
      dense.ranks(rows.column(keys.getFirst()), numbers.segment());
      Partners partners = Partners.of(budget, n, numbers.segment(), dense.size());
      return new JoinTable(rows, keys, null, dense, partners);
    }
  }

  /** All rows under one key; a single one is found as unique keys are. */
  private static JoinTable cross(MemoryBudget budget, Batch rows) {
    int n = rows.rows();
    Partners partners = n <= 1 ? null : Partners.ofOneKey(budget, n);
    return new JoinTable(rows, List.of(), null, null, partners);
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
      List<ColumnVector> columns = keyColumns(rows, keys);
      if (table.size() == n && columns.stream().allMatch(k -> k.nullCount() == 0)) {
        return new JoinTable(rows, keys, table, null, null);
      }
      Partners.dropNulls(numbers.segment(), columns, n);
      Partners partners = Partners.of(budget, n, numbers.segment(), table.size());
      return new JoinTable(rows, keys, table, null, partners);
    }
  }

  static List<DType> keyTypes(Schema schema, List<Integer> keys) {
    return keys.stream().map(key -> schema.field(key).type()).toList();
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
    checkTypes(probeSchema, probeKeys);
    return new JoinProbe(budget, this, List.copyOf(probeKeys), kind, chunkRows);
  }

  private void checkTypes(Schema probeSchema, List<Integer> probeKeys) {
    for (int i = 0; i < keys.size(); i++) {
      DType build = rows.schema().field(keys.get(i)).type();
      DType probe = probeSchema.field(probeKeys.get(i)).type();
      if (!build.equals(probe)) {
        throw new IllegalArgumentException(
            "join keys of %s and %s: cast one of them first".formatted(probe, build));
      }
    }
  }

  /**
   * {@link #probe} for matches that must meet {@code condition} too. As many pairs may be tested
   * for one that does, {@code context} is asked between them whether to go on.
   *
   * @param condition empty for none
   */
  public JoinMatches probe(
      TaskContext context,
      Schema probeSchema,
      List<Integer> probeKeys,
      JoinKind kind,
      int chunkRows,
      Optional<JoinCondition> condition) {
    checkTypes(probeSchema, probeKeys);
    MemoryBudget budget = context.memory();
    if (condition.isEmpty()) {
      return new JoinProbe(budget, this, List.copyOf(probeKeys), kind, chunkRows);
    }
    JoinMatches pairs =
        ranges == null
            ? null
            : RangeProbe.of(budget, this, ranges, probeKeys, condition.get(), kind, chunkRows);
    if (pairs == null) {
      pairs = new JoinProbe(budget, this, List.copyOf(probeKeys), JoinKind.INNER, chunkRows);
    }
    try {
      return new ConditionalProbe(context, this, pairs, condition.get(), kind, chunkRows);
    } catch (RuntimeException | Error e) {
      pairs.close();
      throw e;
    }
  }

  /**
   * What rows of the probe side that have a partner here meet, of a kind that statistics can
   * decide; nothing where that is not known. Found out once.
   *
   * @param key which of the key columns
   * @param column the name of the column of the probe side that is compared with it
   */
  public List<ScanPredicate> predicates(int key, String column) {
    List<KeyRange> known = keyRanges;
    if (known == null) {
      // Two threads that ask at once find out the same.
      known = keyRanges();
      keyRanges = known;
    }
    return known.get(key).of(column);
  }

  private List<KeyRange> keyRanges() {
    int[] few = null;
    if (rows.rows() <= KeyRange.FEW) {
      few = IntStream.range(0, rows.rows()).toArray();
    } else if (partners != null && partners.keys() <= KeyRange.FEW) {
      few = partners.oneOfEach();
    }
    List<KeyRange> found = new ArrayList<>();
    for (ColumnVector column : keyColumns(rows, keys)) {
      found.add(few == null ? KeyRange.between(column) : KeyRange.among(column, few));
    }
    return found;
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
    return partners == null;
  }

  /** The rows by key, which is not unique. */
  Partners partners() {
    if (partners == null) {
      throw new IllegalStateException("keys are unique");
    }
    return partners;
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
    if (partners != null) {
      partners.close();
    }
  }
}
