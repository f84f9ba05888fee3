package dev.quern.engine.function;

import dev.quern.engine.chunk.ColumnVector;
import java.util.List;

/** The rows of some columns, looked at by one cursor: for what makes no column of them. */
public final class Rows {
  private final Row row;

  /**
   * Rows of {@code columns}, which are flat, of {@code count} rows each, and stay open meanwhile.
   */
  public Rows(List<ColumnVector> columns, int count) {
    this.row = new Row(columns, count);
  }

  /** The cursor, on row {@code number}; the same one each time. */
  public Row at(int number) {
    row.moveTo(number);
    return row;
  }
}
