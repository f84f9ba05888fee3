package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/**
 * Moves values that were decoded densely to the rows they belong to, in place, from the last to the
 * first; null rows get zero. Stops where the values before have no null among them.
 */
final class Spread {
  private Spread() {}

  /**
   * Spreads {@code values} slots of {@code width} bytes over {@code rows} rows, both from slot
   * {@code at} on.
   */
  static void slots(MemorySegment out, int width, Bits validity, int at, int rows, int values) {
    switch (width) {
      case 2 -> shorts(out, validity, at, rows, values);
      case 4 -> ints(out, validity, at, rows, values);
      case 8 -> longs(out, validity, at, rows, values);
      case 16 -> pairs(out, validity, at, rows, values);
      case 1 -> bytes(out, validity, at, rows, values);
      default -> throw new IllegalArgumentException("slots of " + width + " bytes");
    }
  }

  /** Spreads heap ints. */
  static void ints(int[] out, Bits validity, int at, int rows, int values) {
    int from = at + values - 1;
    for (int row = at + rows - 1; row > from; row--) {
      int bit = (int) validity.bit(row);
      out[row] = out[Math.max(from, at)] & -bit;
      from -= bit;
    }
  }

  private static void bytes(MemorySegment out, Bits validity, int at, int rows, int values) {
    int from = at + values - 1;
    for (int row = at + rows - 1; row > from; row--) {
      int bit = (int) validity.bit(row);
      out.set(Le.BYTE, row, (byte) (out.get(Le.BYTE, Math.max(from, at)) & -bit));
      from -= bit;
    }
  }

  private static void shorts(MemorySegment out, Bits validity, int at, int rows, int values) {
    int from = at + values - 1;
    for (int row = at + rows - 1; row > from; row--) {
      int bit = (int) validity.bit(row);
      out.set(Le.SHORT, 2L * row, (short) (out.get(Le.SHORT, 2L * Math.max(from, at)) & -bit));
      from -= bit;
    }
  }

  private static void ints(MemorySegment out, Bits validity, int at, int rows, int values) {
    int from = at + values - 1;
    for (int row = at + rows - 1; row > from; row--) {
      int bit = (int) validity.bit(row);
      out.set(Le.INT, 4L * row, out.get(Le.INT, 4L * Math.max(from, at)) & -bit);
      from -= bit;
    }
  }

  private static void longs(MemorySegment out, Bits validity, int at, int rows, int values) {
    int from = at + values - 1;
    for (int row = at + rows - 1; row > from; row--) {
      long bit = validity.bit(row);
      out.set(Le.LONG, 8L * row, out.get(Le.LONG, 8L * Math.max(from, at)) & -bit);
      from -= (int) bit;
    }
  }

  private static void pairs(MemorySegment out, Bits validity, int at, int rows, int values) {
    int from = at + values - 1;
    for (int row = at + rows - 1; row > from; row--) {
      long bit = validity.bit(row);
      long source = 16L * Math.max(from, at);
      long low = out.get(Le.LONG, source) & -bit;
      long high = out.get(Le.LONG, source + 8) & -bit;
      out.set(Le.LONG, 16L * row, low);
      out.set(Le.LONG, 16L * row + 8, high);
      from -= (int) bit;
    }
  }
}
