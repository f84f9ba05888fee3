package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.key.DenseKeys;
import dev.quern.engine.key.SparseKeys;
import dev.quern.engine.memory.MemoryBudget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A join table of many rows with sparse keys, before the rows have been entered: several threads
 * may do so, a piece each. The table that comes of it is the same whoever does what.
 */
public final class UnfilledTable implements AutoCloseable {
  /** How many pieces there are. */
  public static final int PIECES = SparseKeys.RANGES;

  private final Batch rows;
  private final List<Integer> keys;
  private final List<Expr> ranges;
  private final SparseKeys sparse;

  private UnfilledTable(Batch rows, List<Integer> keys, List<Expr> ranges, SparseKeys sparse) {
    this.rows = rows;
    this.keys = List.copyOf(keys);
    this.ranges = List.copyOf(ranges);
    this.sparse = sparse;
  }

  /**
   * A table of {@code rows}, which it takes over; null, and then they stay the caller's, where
   * pieces are of no use: of few rows, few keys, dense ones or texts.
   *
   * @param keys positions of the key columns
   * @param ranges what the rows of a key are compared by; none for none
   */
  public static @Nullable UnfilledTable of(
      MemoryBudget budget, Batch rows, List<Integer> keys, List<Expr> ranges) {
    List<ColumnVector> columns = JoinTable.keyColumns(rows, keys);
    if (keys.isEmpty() || (keys.size() == 1 && DenseKeys.fit(columns.getFirst()))) {
      return null;
    }
    SparseKeys sparse =
        SparseKeys.of(budget, JoinTable.keyTypes(rows.schema(), keys), columns, rows.rows());
    return sparse == null ? null : new UnfilledTable(rows, keys, ranges, sparse);
  }

  /** The rows, owned by this. */
  public Batch rows() {
    return rows;
  }

  /** Positions of the key columns in {@link #rows}. */
  public List<Integer> keys() {
    return keys;
  }

  /** What the rows of a key are compared by; none for none. */
  public List<Expr> ranges() {
    return ranges;
  }

  /**
   * Enters the rows of one piece, if that has not been done. Threads may do this for different
   * pieces at a time.
   */
  public void fill(int piece) {
    sparse.fill(JoinTable.keyColumns(rows, keys), piece);
  }

  /**
   * The table, owned by the caller, with all pieces filled that have not been; not to be called
   * while others fill pieces.
   */
  public JoinTable finish(MemoryBudget budget) {
    for (int piece = 0; piece < PIECES; piece++) {
      fill(piece);
    }
    return JoinTable.of(budget, rows.retain(), keys, ranges, sparse);
  }

  @Override
  public void close() {
    sparse.close();
    rows.close();
  }
}
