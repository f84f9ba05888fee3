package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The join of two sides that are both in the order of the keys, read once from the first row to the
 * last. The rows and their order are those of a join by a table: left rows in their order, and for
 * each of them the right ones in theirs.
 *
 * <pre>
 *   left   1 3 3 4 7       3 meets both right rows, twice
 *   right  2 3 3 5         1 comes before 2, 4 before 5, and behind 5 is nothing: no partners
 * </pre>
 *
 * <p>A batch of each side is held. Right rows of one key that go on in the next batch are put
 * together with that; many of them are {@link EqualRows}, which may be on disk.
 */
public final class MergeJoin implements BatchReader {
  /** Right rows that are put together in memory. */
  private static final int MOST_TOGETHER = 64 << 10;

  private final TaskContext context;
  private final Sides sides;
  private final int batchRows;
  private final SortedCursor left;
  private final SortedCursor right;
  private final NativeBuffer numbers;
  private final MemorySegment leftRows;
  private final MemorySegment rightRows;
  private final Batch none;
  private final Pairs pairs;
  private @Nullable EqualRows many;
  private @Nullable BatchReader manyReader;
  private @Nullable Batch manyBatch;
  private int manyRow;
  private boolean closed;

  /**
   * What is joined.
   *
   * @param kind which rows come out
   * @param left the columns of the left side
   * @param leftKeys what its rows are in the order of
   * @param leftColumns positions of its columns that come out
   * @param right the columns of the right side
   * @param rightKeys its keys, of the same types, directions and places of nulls
   * @param rightColumns positions of its columns that come out, behind the left ones
   * @param output the columns that come out
   */
  public record Sides(
      JoinKind kind,
      Schema left,
      List<SortKey> leftKeys,
      List<Integer> leftColumns,
      Schema right,
      List<SortKey> rightKeys,
      List<Integer> rightColumns,
      Schema output) {

    /** Copies the lists. */
    public Sides {
      leftKeys = List.copyOf(leftKeys);
      leftColumns = List.copyOf(leftColumns);
      rightKeys = List.copyOf(rightKeys);
      rightColumns = List.copyOf(rightColumns);
    }
  }

  private MergeJoin(
      TaskContext context, Sides sides, SortedCursor left, SortedCursor right, int batchRows) {
    this.context = context;
    this.sides = sides;
    this.batchRows = batchRows;
    this.left = left;
    this.right = right;
    this.none = Batches.concat(context.memory(), sides.right(), List.of());
    try {
      this.numbers = context.memory().allocate(2L * Integer.BYTES * batchRows);
    } catch (RuntimeException | Error e) {
      none.close();
      throw e;
    }
    this.leftRows = numbers.segment().asSlice(0, (long) Integer.BYTES * batchRows);
    this.rightRows = numbers.segment().asSlice((long) Integer.BYTES * batchRows);
    this.pairs = new Pairs();
  }

  /**
   * Joins {@code left} and {@code right}, which are owned by this from here on.
   *
   * @param batchRows the most rows of a batch of the result
   */
  public static MergeJoin open(
      TaskContext context, Sides sides, BatchReader left, BatchReader right, int batchRows) {
    SortedCursor leftCursor = new SortedCursor(left, sides.leftKeys());
    SortedCursor rightCursor = new SortedCursor(right, sides.rightKeys());
    try {
      return new MergeJoin(context, sides, leftCursor, rightCursor, batchRows);
    } catch (RuntimeException | Error e) {
      leftCursor.close();
      rightCursor.close();
      throw e;
    }
  }

  @Override
  public Schema schema() {
    return sides.output();
  }

  @Override
  public @Nullable Batch next() {
    while (!closed) {
      context.checkCancelled();
      EqualRows equal = many;
      if (equal != null) {
        Batch batch = ofMany(equal);
        if (batch != null) {
          return batch;
        }
        continue;
      }
      pairs.find();
      if (pairs.count > 0) {
        return pairs.take(right.isEnded() ? none : right.batch());
      }
      if (!goOn()) {
        return null;
      }
    }
    return null;
  }

  /** Makes room where no pair could be found; false at the end. */
  private boolean goOn() {
    if (left.isSpent()) {
      return left.nextBatch();
    }
    if (right.isSpent()) {
      // Whoever wants partners finds no more of them.
      return right.nextBatch() || sides.kind() == JoinKind.LEFT || sides.kind() == JoinKind.ANTI;
    }
    if (right.rows() - right.row + right.rowsAhead() <= MOST_TOGETHER) {
      right.widen(context.memory());
    } else {
      many = EqualRows.of(context, sides.right(), sides.rightKeys(), right);
    }
    pairs.endOfEquals = -1;
    return true;
  }

  /** Some pairs of the left row and one batch of many right rows; null when it has no more. */
  private @Nullable Batch ofMany(EqualRows equal) {
    BatchReader reader = manyReader;
    if (reader == null) {
      if ((left.isSpent() && !left.nextBatch()) || !equal.isOf(left)) {
        many = null;
        equal.close();
        return null;
      }
      reader = equal.open(context);
      manyReader = reader;
    }
    Batch batch = manyBatch;
    if (batch == null) {
      batch = reader.next();
      manyBatch = batch;
      manyRow = 0;
    }
    if (batch == null) {
      manyReader = null;
      reader.close();
      left.row++;
      return null;
    }
    while (manyRow < batch.rows() && pairs.count < batchRows) {
      pairs.add(left.row, manyRow++);
    }
    Batch joined = pairs.take(batch);
    if (manyRow == batch.rows()) {
      manyBatch = null;
      batch.close();
    }
    return joined;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (manyBatch != null) {
      manyBatch.close();
    }
    if (manyReader != null) {
      manyReader.close();
    }
    if (many != null) {
      many.close();
    }
    left.close();
    right.close();
    numbers.close();
    none.close();
  }

  /** Pairs of rows of the current batches, as numbers. */
  private final class Pairs {
    private int count;

    /** Whether some left row has no partner. */
    private boolean lonely;

    /* Whether the pairs are the rows of the left batch, and of the right one, in turn. */
    private boolean allLeft = true;
    private boolean allRight = true;

    /** Pairs that the current left row has already. */
    private int had;

    /** Behind the right rows that are equal to the current one; -1 if that is to be found out. */
    private int endOfEquals = -1;

    /** Finds pairs until there is no room for more, or a batch is spent, or equal rows go on. */
    void find() {
      JoinKind kind = sides.kind();
      while (count < batchRows && !left.isSpent()) {
        if (right.isSpent() && !right.isEnded()) {
          return;
        }
        boolean isNull = left.isNull(left.row);
        int order =
            isNull || right.isEnded() ? 1 : right.side().compare(right.row, left.side(), left.row);
        if (order < 0) {
          right.row++;
          endOfEquals = -1;
        } else if (order > 0) {
          lonely(kind);
        } else if (!kind.hasBuildColumns()) {
          if (kind == JoinKind.SEMI) {
            add(left.row, 0);
          }
          left.row++;
        } else if (!partners()) {
          return;
        }
      }
    }

    private void lonely(JoinKind kind) {
      if (kind == JoinKind.LEFT || kind == JoinKind.ANTI) {
        add(left.row, -1);
        lonely = true;
      }
      left.row++;
    }

    /** Pairs the left row with the right rows of its key; false if those go on behind the batch. */
    private boolean partners() {
      if (endOfEquals < 0) {
        int end = right.endOfEquals();
        if (end == right.rows() && right.equalsAhead(right.side(), right.row) > 0) {
          return false;
        }
        endOfEquals = end;
      }
      int partner = right.row + had;
      while (partner < endOfEquals && count < batchRows) {
        add(left.row, partner++);
      }
      had = partner - right.row;
      if (partner == endOfEquals) {
        had = 0;
        left.row++;
      }
      return true;
    }

    void add(int leftRow, int rightRow) {
      allLeft &= leftRow == count;
      allRight &= rightRow == count;
      Slots.setInt32(leftRows, count, leftRow);
      Slots.setInt32(rightRows, count++, rightRow);
    }

    /** The pairs as rows, owned by the caller; there are none afterwards. */
    Batch take(Batch partners) {
      List<ColumnVector> columns = new ArrayList<>();
      try {
        boolean wholeLeft = allLeft && count == left.rows();
        for (int position : sides.leftColumns()) {
          ColumnVector column = left.batch().column(position);
          columns.add(
              wholeLeft ? column.retain() : Take.gather(context.memory(), column, leftRows, count));
        }
        boolean wholeRight = allRight && count == partners.rows();
        for (int position : sides.rightColumns()) {
          ColumnVector column = partners.column(position);
          columns.add(wholeRight ? column.retain() : gather(column));
        }
        Batch rows = Batch.of(sides.output(), count, columns);
        clear();
        return rows;
      } catch (RuntimeException | Error e) {
        columns.forEach(ColumnVector::close);
        throw e;
      }
    }

    private ColumnVector gather(ColumnVector column) {
      return lonely
          ? Take.gatherOrNull(context.memory(), column, rightRows, count)
          : Take.gather(context.memory(), column, rightRows, count);
    }

    private void clear() {
      count = 0;
      lonely = false;
      allLeft = true;
      allRight = true;
    }
  }
}
