package dev.quern.engine.agg.radix;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A bucket of a sorted piece, or some of it: consecutive groups or rows, with ascending ordinals.
 *
 * @param batch keys and states, or inputs, and positions; not owned
 * @param ofRows whether these are rows
 * @param from the first row
 * @param count how many rows
 * @param base the ordinal of position 0
 */
record GroupRange(Batch batch, boolean ofRows, int from, int count, long base) {

  static GroupRange of(MemoryPiece piece, int bucket, long base) {
    int from = piece.start(bucket);
    int count = piece.start(bucket + 1) - from;
    return new GroupRange(piece.batch(), piece.isOfRows(), from, count, base);
  }

  /** The first {@code most} rows. */
  GroupRange head(int most) {
    return count <= most ? this : new GroupRange(batch, ofRows, from, most, base);
  }

  /** All but the first {@code some} rows, which are fewer. */
  GroupRange tail(int some) {
    return new GroupRange(batch, ofRows, from + some, count - some, base);
  }

  /**
   * The ranges, all of one kind, one behind the other, owned by the caller: keys and states, or
   * inputs, and INT64 ordinals.
   *
   * @param schema of the result
   */
  static Batch concat(MemoryBudget budget, Schema schema, List<GroupRange> ranges) {
    int[] from = ranges.stream().mapToInt(GroupRange::from).toArray();
    int[] counts = ranges.stream().mapToInt(GroupRange::count).toArray();
    int last = schema.size() - 1;
    List<ColumnVector> columns = new ArrayList<>(schema.size());
    try {
      for (int c = 0; c < last; c++) {
        int position = c;
        List<ColumnVector> parts =
            ranges.stream().map(range -> range.batch.column(position)).toList();
        columns.add(Batches.ranges(budget, schema.field(c).type(), parts, from, counts));
      }
      columns.add(ordinals(budget, ranges, last));
      return Batch.of(schema, columns.getLast().length(), columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  private static ColumnVector ordinals(MemoryBudget budget, List<GroupRange> ranges, int column) {
    int rows = ranges.stream().mapToInt(GroupRange::count).sum();
    NativeBuffer out = budget.allocate((long) Long.BYTES * rows);
    int to = 0;
    for (GroupRange range : ranges) {
      range.number(range.batch.column(column).values(), out.segment(), to);
      to += range.count;
    }
    return ColumnVector.flat(DType.INT64, rows, out, null);
  }

  private void number(MemorySegment positions, MemorySegment out, int to) {
    for (int i = 0; i < count; i++) {
      Slots.setInt64(out, to + i, base + Slots.int32(positions, from + i));
    }
  }
}
