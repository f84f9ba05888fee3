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
 * A bucket of a sorted piece: consecutive groups, with ascending ordinals.
 *
 * @param batch keys, states and positions; not owned
 * @param from the first row
 * @param count how many rows
 * @param base the ordinal of position 0
 */
record GroupRange(Batch batch, int from, int count, long base) {

  static GroupRange of(MemoryPiece piece, int bucket, long base) {
    int from = piece.start(bucket);
    return new GroupRange(piece.batch(), from, piece.start(bucket + 1) - from, base);
  }

  /**
   * The ranges one behind the other, owned by the caller: keys, states and INT64 ordinals.
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
