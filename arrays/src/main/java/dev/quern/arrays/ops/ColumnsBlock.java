package dev.quern.arrays.ops;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Makes a block of some columns of a batch: of one column a vector, of several a matrix with a
 * column each. Numbers are converted to {@code dtype}; a null becomes NaN, which only a floating
 * type has.
 *
 * @param shape (rows) or (rows, columns): what the batch must hold
 */
public record ColumnsBlock(List<String> columns, DType dtype, Shape shape) implements Operator {

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    Batch batch = (Batch) inputs.getFirst();
    if (batch.rows() != shape.length(0)) {
      throw new ComputeException(
          "a chunk has %d rows where %d were announced".formatted(batch.rows(), shape.length(0)));
    }
    return Blocks.filled(
        Block.allocate(context.memory(), dtype, shape.lengths()),
        block -> {
          try (NativeBuffer scratch =
              context.memory().allocate(2L * Math.max(1, batch.rows()) * Long.BYTES)) {
            for (int i = 0; i < columns.size(); i++) {
              context.checkCancelled();
              column(batch.column(columns.get(i)), columns.get(i), i, block, scratch.segment());
            }
          }
        });
  }

  private void column(
      ColumnVector column, String name, int at, Block block, MemorySegment scratch) {
    int rows = column.length();
    int width = Block.width(dtype);
    if (column.nullCount() > 0 && !dtype.isFloating()) {
      throw new ComputeException(
          "column '%s' has %d nulls, which %s cannot hold: fill them, or ask for float64"
              .formatted(name, column.nullCount(), dtype));
    }
    MemorySegment converted =
        columns.size() == 1
            ? block.values()
            : scratch.asSlice((long) rows * Long.BYTES, (long) rows * width);
    convert(column, name, converted, scratch, rows);
    MemorySegment validity = column.validity();
    if (validity != null && column.nullCount() > 0) {
      putNaN(validity, converted, rows);
    }
    if (columns.size() > 1) {
      long[] one = {1};
      StridedCopy.copy(
          width,
          converted,
          block.values(),
          new BlockPart(0, 0, at, new long[] {rows}, one, new long[] {columns.size()}));
    }
  }

  private void convert(
      ColumnVector column, String name, MemorySegment out, MemorySegment scratch, int rows) {
    Kernels kernels = Kernels.active();
    MemorySegment validity = column.validity();
    if (column.type() == DType.BOOL && !column.isDictionary()) {
      if (dtype == DType.BOOL) {
        kernels.logic().toBytes(column.values(), out, rows);
      } else {
        kernels.cast().fromBits(lane(dtype), column.values(), out, rows);
      }
      return;
    }
    if (!column.type().isNumeric() || column.type().byteWidth() > 8 || dtype == DType.BOOL) {
      throw new ComputeException(
          "column '%s' of %s cannot become %s".formatted(name, column.type(), dtype));
    }
    LaneType from = lane(column.type());
    MemorySegment values = column.values();
    if (column.isDictionary()) {
      kernels
          .select()
          .take(from.byteWidth(), column.dictionary().values(), column.values(), scratch, rows);
      values = scratch;
    }
    MemorySegment valid = validity == null ? Bitmaps.ALL_VALID : validity;
    int row =
        column.type() instanceof DecimalType decimal
            ? kernels
                .decimal()
                .toLane(
                    lane(dtype),
                    new Decimals(values, decimal.isWide()),
                    valid,
                    decimal.scale(),
                    out,
                    rows)
            : kernels.cast().cast(from, lane(dtype), values, valid, out, rows);
    if (row != Kernels.NONE) {
      throw new ComputeException(
          "%s in column '%s' does not fit %s".formatted(Values.objectAt(column, row), name, dtype));
    }
  }

  private void putNaN(MemorySegment validity, MemorySegment out, int rows) {
    for (int row = 0; row < rows; row++) {
      if (!Bitmaps.get(validity, row)) {
        if (dtype == DType.FLOAT64) {
          out.setAtIndex(ValueLayout.JAVA_DOUBLE, row, Double.NaN);
        } else {
          out.setAtIndex(ValueLayout.JAVA_FLOAT, row, Float.NaN);
        }
      }
    }
  }

  private static LaneType lane(DType dtype) {
    return Lanes.of(dtype);
  }
}
