package dev.quern.engine.window;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.NativeBuffer;

/** The rows of a block in which a column has a value. */
final class ValuePlaces implements RowPicks.Places {
  private final NativeBuffer before;
  private final NativeBuffer rows;

  ValuePlaces(WindowBlock block, int input) {
    int n = block.count();
    before = block.budget().allocate(Integer.BYTES * (n + 1L));
    try {
      rows = block.budget().allocate((long) Integer.BYTES * n);
    } catch (RuntimeException | Error e) {
      before.close();
      throw e;
    }
    ColumnVector column = block.rows().column(input);
    int values = 0;
    for (int row = 0; row < n; row++) {
      Slots.setInt32(before.segment(), row, values);
      if (!column.isNull(row)) {
        Slots.setInt32(rows.segment(), values, row);
        values++;
      }
    }
    Slots.setInt32(before.segment(), n, values);
  }

  @Override
  public int before(int row) {
    return Slots.int32(before.segment(), row);
  }

  @Override
  public int row(int place) {
    return Slots.int32(rows.segment(), place);
  }

  @Override
  public void close() {
    before.close();
    rows.close();
  }
}
