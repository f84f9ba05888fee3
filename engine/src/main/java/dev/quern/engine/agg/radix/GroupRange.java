package dev.quern.engine.agg.radix;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive groups or rows of a sorted piece.
 *
 * @param batch keys and states, or inputs; not owned
 * @param ofRows whether these are rows
 * @param from the first row
 * @param count how many rows
 */
record GroupRange(Batch batch, boolean ofRows, int from, int count) {

  /** The first {@code most} rows. */
  GroupRange head(int most) {
    return count <= most ? this : new GroupRange(batch, ofRows, from, most);
  }

  /** All but the first {@code some} rows, which are fewer. */
  GroupRange tail(int some) {
    return new GroupRange(batch, ofRows, from + some, count - some);
  }

  /**
   * The ranges, all of one kind, one behind the other, owned by the caller: keys and states, or
   * inputs.
   *
   * @param schema of the result
   */
  static Batch concat(MemoryBudget budget, Schema schema, List<GroupRange> ranges) {
    int[] from = ranges.stream().mapToInt(GroupRange::from).toArray();
    int[] counts = ranges.stream().mapToInt(GroupRange::count).toArray();
    int rows = ranges.stream().mapToInt(GroupRange::count).sum();
    List<ColumnVector> columns = new ArrayList<>(schema.size());
    try {
      for (int c = 0; c < schema.size(); c++) {
        int position = c;
        List<ColumnVector> parts =
            ranges.stream().map(range -> range.batch.column(position)).toList();
        columns.add(Batches.ranges(budget, schema.field(c).type(), parts, from, counts));
      }
      return Batch.of(schema, rows, columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }
}
