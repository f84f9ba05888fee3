package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.RadixOrder;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Groups in memory: loose, in order of first appearance, or sorted by the bits of their hashes. Or
 * rows, sorted too, of which each counts as a group until they are merged.
 *
 * <pre>
 *   loose    keys | states               the ordinal is the row
 *   sorted   keys | states | #position   the ordinal is in an INT32 column
 *   rows     inputs | #position          the same
 * </pre>
 */
final class MemoryPiece extends GroupPiece {
  /** What a piece may have at most to stay loose: the tree merges it with others in no time. */
  private static final int LOOSE_GROUPS = 16 << 10;

  private static final long LOOSE_BYTES = 1 << 20;
  private static final Field POSITION = Field.of("#position", DType.INT32);

  private final Batch batch;
  private final boolean ofRows;
  private final int @Nullable [] starts;

  private MemoryPiece(Batch batch, boolean ofRows, int @Nullable [] starts) {
    this.batch = batch;
    this.ofRows = ofRows;
    this.starts = starts;
  }

  /** Takes over a partial result: loose if it is small, else sorted. */
  static MemoryPiece of(MemoryBudget budget, Batch groups, int keys) {
    if (groups.rows() <= LOOSE_GROUPS && groups.byteSize() <= LOOSE_BYTES) {
      return new MemoryPiece(groups, false, null);
    }
    try (groups) {
      return sorted(budget, groups, keys);
    }
  }

  /** The groups of {@code loose} sorted; it stays open. */
  static MemoryPiece sorted(MemoryBudget budget, Batch loose, int keys) {
    return sorted(budget, loose, IntStream.range(0, keys).boxed().toList(), false);
  }

  /**
   * Rows sorted.
   *
   * @param rows without dictionaries; stay open
   * @param keys positions of the keys
   */
  static MemoryPiece ofRows(MemoryBudget budget, Batch rows, List<Integer> keys) {
    return sorted(budget, rows, keys, true);
  }

  private static MemoryPiece sorted(
      MemoryBudget budget, Batch batch, List<Integer> keys, boolean ofRows) {
    int n = batch.rows();
    RadixOrder order =
        RadixOrder.of(budget, keys.stream().map(batch::column).toList(), n, 0, Buckets.BUCKET_BITS);
    List<ColumnVector> columns = new ArrayList<>();
    try {
      for (ColumnVector column : batch.columns()) {
        columns.add(Take.gather(budget, column, order.rows().segment(), n));
      }
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      order.close();
      throw e;
    }
    // The rows' old places, by which they were gathered, are their ordinals.
    columns.add(ColumnVector.flat(DType.INT32, n, order.rows(), null));
    List<Field> fields = new ArrayList<>(batch.schema().fields());
    fields.add(POSITION);
    return new MemoryPiece(Batch.of(Schema.of(fields), n, columns), ofRows, order.starts());
  }

  boolean isLoose() {
    return starts == null;
  }

  /** Whether these are rows to consume, and not states to merge. */
  boolean isOfRows() {
    return ofRows;
  }

  /** The groups or rows; stays owned by this. */
  Batch batch() {
    return batch;
  }

  /** Where the groups of {@code bucket}, or those behind the last, begin; of a sorted piece. */
  int start(int bucket) {
    int[] known = starts;
    if (known == null) {
      throw new IllegalStateException("not sorted");
    }
    return known[bucket];
  }

  /**
   * The groups of a part in the order of their ordinals, owned by the caller: keys, states and
   * INT64 ordinals from {@code base} on. Null when there are none.
   *
   * @param grouping with ordinals
   */
  @Nullable Batch part(MemoryBudget budget, Grouping grouping, int part, long base) {
    long[] order = order(part);
    return order.length == 0 ? null : states(budget, grouping, order, base);
  }

  /**
   * Has {@code target} look at the same, a few groups after the other, so that {@code budget} need
   * not have room for all of them.
   */
  void part(MemoryBudget budget, Grouping grouping, int part, long base, Consumer<Batch> target) {
    long[] order = order(part);
    // The state of a row takes more than the row.
    int most = SpillFan.rowsAtOnce(batch.rows(), batch.byteSize() * (ofRows ? 4 : 1));
    for (int from = 0; from < order.length; from += most) {
      long[] some = Arrays.copyOfRange(order, from, Math.min(order.length, from + most));
      try (Batch states = states(budget, grouping, some, base)) {
        target.accept(states);
      }
    }
  }

  private Batch states(MemoryBudget budget, Grouping grouping, long[] order, long base) {
    Batch ordered =
        ordered(budget, ofRows ? grouping.input() : grouping.partialSchema(), order, base);
    if (!ofRows) {
      return ordered;
    }
    try (ordered) {
      return grouping.partialOfRows(budget, ordered);
    }
  }

  private Batch ordered(MemoryBudget budget, Schema schema, long[] order, long base) {
    int last = schema.size() - 1;
    int count = order.length;
    List<ColumnVector> columns = new ArrayList<>();
    try (NativeBuffer rows = budget.allocate((long) Integer.BYTES * count)) {
      NativeBuffer ordinals = budget.allocate((long) Long.BYTES * count);
      columns.add(ColumnVector.flat(DType.INT64, count, ordinals, null));
      for (int i = 0; i < count; i++) {
        Slots.setInt32(rows.segment(), i, (int) order[i]);
        Slots.setInt64(ordinals.segment(), i, base + (order[i] >>> 32));
      }
      for (int c = 0; c < last; c++) {
        columns.add(c, Take.gather(budget, batch.column(c), rows.segment(), count));
      }
      return Batch.of(schema, count, columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  /** Position and row of each group, ascending: the buckets of a part follow one another. */
  private long[] order(int part) {
    int from = start(part * Buckets.PART_BUCKETS);
    long[] order = new long[start((part + 1) * Buckets.PART_BUCKETS) - from];
    MemorySegment positions = batch.column(batch.schema().size() - 1).values();
    int count = order.length;
    for (int i = 0; i < count; i++) {
      order[i] = (long) Slots.int32(positions, from + i) << 32 | (from + i);
    }
    Arrays.sort(order);
    return order;
  }

  @Override
  long groups() {
    return batch.rows();
  }

  @Override
  long byteSize() {
    return batch.byteSize();
  }

  @Override
  Form takeApart(List<Chunk> parts) {
    parts.add(batch.retain());
    return new MemoryForm(ofRows, starts);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record MemoryForm(boolean ofRows, int @Nullable [] starts) implements Form {
    @Override
    public GroupPiece assemble(Iterator<Chunk> parts) {
      return new MemoryPiece((Batch) parts.next(), ofRows, starts);
    }
  }

  @Override
  void free() {
    batch.close();
  }
}
