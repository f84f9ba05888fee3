package dev.quern.arrays.reduce;

/** Cells in pieces whose counts fit kernels and the cache. */
final class CellLoop {
  private static final int MOST = 8192;

  private CellLoop() {}

  /** What is done with the cells {@code cell} to {@code cell + count}. */
  @FunctionalInterface
  interface Piece {
    void take(long cell, int count);
  }

  /** All of {@code cells} in order. */
  static void overCells(long cells, Piece piece) {
    for (long cell = 0; cell < cells; cell += MOST) {
      piece.take(cell, (int) Math.min(MOST, cells - cell));
    }
  }
}
