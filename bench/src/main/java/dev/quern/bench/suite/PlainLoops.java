package dev.quern.bench.suite;

import java.lang.foreign.MemorySegment;

/** Loops over native memory as one writes them in Java when speed matters and no vector is near. */
final class PlainLoops {

  private PlainLoops() {}

  static double sum(Columns columns) {
    return sum(columns.a, columns.rows);
  }

  /* Four sums, since one would wait for itself. */
  static double sum(MemorySegment values, int rows) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int row = 0;
    for (; row < rows - 3; row += 4) {
      s0 += values.getAtIndex(Columns.DOUBLE, row);
      s1 += values.getAtIndex(Columns.DOUBLE, row + 1);
      s2 += values.getAtIndex(Columns.DOUBLE, row + 2);
      s3 += values.getAtIndex(Columns.DOUBLE, row + 3);
    }
    for (; row < rows; row++) {
      s0 += values.getAtIndex(Columns.DOUBLE, row);
    }
    return s0 + s1 + (s2 + s3);
  }

  static double multiplyAdd(Columns columns) {
    MemorySegment a = columns.a;
    MemorySegment b = columns.b;
    MemorySegment c = columns.c;
    MemorySegment out = columns.out;
    for (int row = 0; row < columns.rows; row++) {
      double product = a.getAtIndex(Columns.DOUBLE, row) * b.getAtIndex(Columns.DOUBLE, row);
      out.setAtIndex(Columns.DOUBLE, row, product + c.getAtIndex(Columns.DOUBLE, row));
    }
    return columns.rows;
  }

  static double below(Columns columns) {
    MemorySegment a = columns.a;
    int count = 0;
    for (int row = 0; row < columns.rows; row++) {
      count += a.getAtIndex(Columns.DOUBLE, row) < Columns.LIMIT ? 1 : 0;
    }
    return count;
  }

  static double maskedSum(Columns columns) {
    MemorySegment a = columns.a;
    double s0 = 0;
    double s1 = 0;
    for (int row = 0; row < columns.rows - 1; row += 2) {
      double v0 = a.getAtIndex(Columns.DOUBLE, row);
      double v1 = a.getAtIndex(Columns.DOUBLE, row + 1);
      s0 += v0 < Columns.LIMIT ? v0 : 0;
      s1 += v1 < Columns.LIMIT ? v1 : 0;
    }
    return s0 + s1;
  }

  static double filter(Columns columns) {
    MemorySegment a = columns.a;
    MemorySegment out = columns.out;
    int kept = 0;
    for (int row = 0; row < columns.rows; row++) {
      double value = a.getAtIndex(Columns.DOUBLE, row);
      out.setAtIndex(Columns.DOUBLE, kept, value);
      kept += value < Columns.LIMIT ? 1 : 0;
    }
    return kept;
  }
}
