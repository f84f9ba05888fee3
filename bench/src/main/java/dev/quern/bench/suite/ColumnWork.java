package dev.quern.bench.suite;

import static dev.quern.bench.suite.Columns.MORSEL;

import dev.quern.bench.harness.Answer;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import java.lang.foreign.MemorySegment;

/** Work on columns that the tiers of kernels and plain loops all can do. */
enum ColumnWork {
  SUM("sum", 8) {
    @Override
    double run(Kernels kernels, Columns columns) {
      double sum = 0;
      for (int row = 0; row < columns.rows; row += MORSEL) {
        sum += sumOf(kernels, columns, row, Bitmaps.ALL_VALID);
      }
      return sum;
    }

    @Override
    double loop(Columns columns) {
      return PlainLoops.sum(columns);
    }
  },
  MULTIPLY_ADD("multiply add", 32) {
    @Override
    double run(Kernels kernels, Columns columns) {
      for (int row = 0; row < columns.rows; row += MORSEL) {
        multiplyAdd(kernels, columns, row);
      }
      return columns.rows;
    }

    @Override
    double loop(Columns columns) {
      return PlainLoops.multiplyAdd(columns);
    }

    @Override
    Answer answer(Columns columns, double result) {
      return Answer.of(PlainLoops.sum(columns.out, columns.rows));
    }
  },
  COMPARE("compare", 8) {
    @Override
    double run(Kernels kernels, Columns columns) {
      for (int row = 0; row < columns.rows; row += MORSEL) {
        compare(kernels, columns, row);
      }
      return -1;
    }

    @Override
    double loop(Columns columns) {
      return PlainLoops.below(columns);
    }

    @Override
    Answer answer(Columns columns, double result) {
      // The kernel leaves a bitmap, a loop its count.
      return Answer.of(
          result >= 0
              ? (long) result
              : Kernels.scalar().logic().popCount(columns.bitsOut, columns.rows));
    }
  },
  MASKED_SUM("masked sum", 8) {
    @Override
    double run(Kernels kernels, Columns columns) {
      double sum = 0;
      for (int row = 0; row < columns.rows; row += MORSEL) {
        int count = Math.min(MORSEL, columns.rows - row);
        sum += sumOf(kernels, columns, row, Columns.bits(columns.bits, row, count));
      }
      return sum;
    }

    @Override
    double loop(Columns columns) {
      return PlainLoops.maskedSum(columns);
    }
  },
  FILTER("filter", 12) {
    @Override
    double run(Kernels kernels, Columns columns) {
      int kept = 0;
      for (int row = 0; row < columns.rows; row += MORSEL) {
        kept += filter(kernels, columns, row, kept);
      }
      return kept;
    }

    @Override
    double loop(Columns columns) {
      return PlainLoops.filter(columns);
    }

    @Override
    Answer answer(Columns columns, double result) {
      long kept = (long) result;
      return Answer.of(
          kept,
          columns.out.getAtIndex(Columns.DOUBLE, 0),
          columns.out.getAtIndex(Columns.DOUBLE, kept - 1));
    }
  };

  private final String label;
  private final int bytesPerRow;

  ColumnWork(String label, int bytesPerRow) {
    this.label = label;
    this.bytesPerRow = bytesPerRow;
  }

  /** What tables and other programs call it. */
  String label() {
    return label;
  }

  /** Bytes read and written per row. */
  int bytesPerRow() {
    return bytesPerRow;
  }

  /** Does it by kernels, a morsel at a time. */
  abstract double run(Kernels kernels, Columns columns);

  /** Does it by a plain loop of Java. */
  abstract double loop(Columns columns);

  /** What was found out, by what {@link #run} or {@link #loop} returned and left. */
  Answer answer(Columns columns, double result) {
    return Answer.of(result);
  }

  private static double sumOf(Kernels kernels, Columns columns, int row, MemorySegment bits) {
    int count = Math.min(MORSEL, columns.rows - row);
    MemorySegment values = Columns.values(columns.a, row, count);
    return kernels.reduce().sumFloat(LaneType.FLOAT64, values, bits, count);
  }

  private static void multiplyAdd(Kernels kernels, Columns columns, int row) {
    int count = Math.min(MORSEL, columns.rows - row);
    MemorySegment product = columns.scratch;
    MemorySegment out = Columns.values(columns.out, row, count);
    binary(kernels, ArithmeticOp.MULTIPLY, columns.a, columns.b, row, count, product);
    kernels
        .arithmetic()
        .apply(
            ArithmeticOp.ADD,
            LaneType.FLOAT64,
            product,
            Columns.values(columns.c, row, count),
            Bitmaps.ALL_VALID,
            out,
            count);
  }

  private static void binary(
      Kernels kernels,
      ArithmeticOp op,
      MemorySegment left,
      MemorySegment right,
      int row,
      int count,
      MemorySegment out) {
    kernels
        .arithmetic()
        .apply(
            op,
            LaneType.FLOAT64,
            Columns.values(left, row, count),
            Columns.values(right, row, count),
            Bitmaps.ALL_VALID,
            out,
            count);
  }

  private static void compare(Kernels kernels, Columns columns, int row) {
    int count = Math.min(MORSEL, columns.rows - row);
    kernels
        .compare()
        .compare(
            CompareOp.LT,
            LaneType.FLOAT64,
            Columns.values(columns.a, row, count),
            LaneType.FLOAT64.bits(Columns.LIMIT),
            Columns.bits(columns.bitsOut, row, count),
            count);
  }

  private static int filter(Kernels kernels, Columns columns, int row, int kept) {
    int count = Math.min(MORSEL, columns.rows - row);
    return kernels
        .select()
        .filter(
            8,
            Columns.values(columns.a, row, count),
            Columns.bits(columns.bits, row, count),
            Columns.values(columns.out, kept, count),
            count);
  }
}
