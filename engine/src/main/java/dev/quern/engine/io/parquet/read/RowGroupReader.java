package dev.quern.engine.io.parquet.read;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.RowFilter;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one row group, a batch at a time. With a filter those that it looks at are read
 * first, and where it wants no row the others are passed over.
 */
final class RowGroupReader implements AutoCloseable {
  private final Schema schema;
  private final int batchRows;
  private final @Nullable RowFilter filter;
  private final List<ColumnAssembly> columns = new ArrayList<>();

  /* Which columns the filter looks at, and of what schema they are. */
  private final int[] seen;
  private final Schema seenSchema;

  /* What is to be read, how much of it was, and where all columns stand. */
  private final long rows;
  private final RowRanges ranges;
  private int range;
  private long position;

  RowGroupReader(
      RowGroupSpec group,
      RowRanges ranges,
      Schema schema,
      @Nullable RowFilter filter,
      ColumnReader.Context context) {
    this.schema = schema;
    this.batchRows = context.batchRows();
    this.filter = filter;
    this.rows = group.rows();
    this.ranges = ranges;
    this.seenSchema = schema.select(filter == null ? List.of() : filter.columns());
    this.seen = seenSchema.names().stream().mapToInt(schema::position).toArray();
    try {
      for (ColumnTree<ChunkSpec> chunk : group.chunks()) {
        columns.add(new ColumnAssembly(chunk, context));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** The next rows that may be wanted, owned by the caller; null when there are none any more. */
  @Nullable Batch next() {
    while (range < ranges.size()) {
      passOver(ranges.from(range));
      int count = (int) Math.min(batchRows, ranges.to(range) - position);
      position += count;
      if (position == ranges.to(range)) {
        range++;
      }
      Batch batch = read(count);
      if (batch != null) {
        return batch;
      }
    }
    passOver(rows);
    return null;
  }

  private void passOver(long to) {
    long count = to - position;
    if (count > 0) {
      columns.forEach(column -> column.skip(count));
      position = to;
      if (filter != null) {
        filter.skipped(count);
      }
    }
  }

  private @Nullable Batch read(int rows) {
    ColumnVector[] vectors = new ColumnVector[columns.size()];
    try {
      if (filter != null && !wants(filter, rows, vectors)) {
        filter.skipped(rows);
        return null;
      }
      for (int i = 0; i < vectors.length; i++) {
        if (vectors[i] == null) {
          vectors[i] = columns.get(i).read(rows);
        }
      }
      return Batch.of(schema, rows, List.of(vectors));
    } catch (RuntimeException | Error e) {
      close(vectors);
      throw e;
    }
  }

  /* Whether the rows are wanted: if so `vectors` has the columns that were looked at. */
  private boolean wants(RowFilter rowFilter, int rows, @Nullable ColumnVector[] vectors) {
    List<ColumnVector> looked = new ArrayList<>(seen.length);
    for (int i : seen) {
      ColumnVector vector = columns.get(i).read(rows);
      vectors[i] = vector;
      looked.add(vector);
    }
    looked.replaceAll(ColumnVector::retain);
    try (Batch batch = Batch.of(seenSchema, rows, looked)) {
      if (rowFilter.wants(batch)) {
        return true;
      }
    }
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i] == null) {
        columns.get(i).skip(rows);
      }
    }
    close(vectors);
    return false;
  }

  private static void close(@Nullable ColumnVector[] vectors) {
    for (ColumnVector vector : vectors) {
      if (vector != null) {
        vector.close();
      }
    }
  }

  @Override
  public void close() {
    columns.forEach(ColumnAssembly::close);
    columns.clear();
  }
}
