package dev.quern.engine.window;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Functions of series: each row of a partition from those before it, in one pass. */
final class Series {
  private static final int NONE = -1;

  private Series() {}

  /** Of each row the one whose value it has: itself, or one near it, or none. */
  static void fill(WindowBlock block, int input, WindowFunction.Fill fill, MemorySegment numbers) {
    ColumnVector column = block.rows().column(input);
    for (int begin = 0; begin < block.count(); ) {
      int end = block.partitionEnd(begin);
      int last = NONE;
      for (int i = 0; i < end - begin; i++) {
        int row = fill.forward() ? begin + i : end - 1 - i;
        if (!column.isNull(row)) {
          last = row;
        }
        boolean near = last != NONE && Math.abs((long) row - last) <= fill.limit();
        Slots.setInt32(numbers, row, near ? last : NONE);
      }
      begin = end;
    }
  }

  /** The first input, nulls on the line between their neighbours, by the second one or by rows. */
  static ColumnVector interpolate(WindowBlock block, List<Integer> inputs) {
    ColumnVector column = block.rows().column(inputs.getFirst());
    boolean byRows = inputs.size() == 1;
    ColumnVector by = byRows ? column : block.rows().column(inputs.get(1));
    try (Doubles out = new Doubles(block.budget(), block.count())) {
      for (int begin = 0; begin < block.count(); ) {
        int end = block.partitionEnd(begin);
        int before = NONE;
        for (int row = begin; row < end; row++) {
          if (column.isNull(row) || (!byRows && by.isNull(row))) {
            continue;
          }
          if (before != NONE) {
            between(column, by, byRows, before, row, out);
          }
          before = row;
        }
        for (int row = begin; row < end; row++) {
          if (!column.isNull(row)) {
            out.set(row, Values.doubleAt(column, row));
          }
        }
        begin = end;
      }
      return out.build();
    }
  }

  private static void between(
      ColumnVector column, ColumnVector by, boolean byRows, int before, int behind, Doubles out) {
    double first = Values.doubleAt(column, before);
    double rise = Values.doubleAt(column, behind) - first;
    double width = byRows ? behind - before : distance(by, before, behind);
    for (int row = before + 1; row < behind; row++) {
      if (byRows || !by.isNull(row)) {
        double share = (byRows ? row - before : distance(by, before, row)) / width;
        out.set(row, first + rise * share);
      }
    }
  }

  /* Of counts in whole numbers, so that the difference of two instants is exact. */
  private static double distance(ColumnVector by, int from, int to) {
    return by.type().isInteger() || by.type().isUnsigned() || by.type().isTemporal()
        ? Values.longAt(by, to) - Values.longAt(by, from)
        : Values.doubleAt(by, to) - Values.doubleAt(by, from);
  }

  /** Moments with exponential weights, by the recurrences that pandas has. */
  static ColumnVector ewm(WindowBlock block, int input, WindowFunction.Ewm ewm) {
    ColumnVector column = block.rows().column(input);
    try (Doubles out = new Doubles(block.budget(), block.count())) {
      for (int begin = 0; begin < block.count(); ) {
        int end = block.partitionEnd(begin);
        Weighted weighted = new Weighted(ewm);
        for (int row = begin; row < end; row++) {
          weighted.decay();
          if (!column.isNull(row)) {
            double value = weighted.add(Values.doubleAt(column, row));
            if (weighted.isKnown()) {
              out.set(row, value);
            }
          }
        }
        begin = end;
      }
      return out.build();
    }
  }

  /** A mean and a variance under weights that decay, updated in place (West 1979). */
  private static final class Weighted {
    private final WindowFunction.Ewm.Moment moment;
    private final boolean adjust;
    private final double kept; // of a weight, from row to row
    private final double fresh; // the weight of a new value
    private double weight; // of all values so far
    private double sum; // of weights, for the bias
    private double squares; // of weights, for the bias
    private double mean;
    private double variance;
    private long count;

    Weighted(WindowFunction.Ewm ewm) {
      moment = ewm.moment();
      adjust = ewm.adjust();
      kept = 1 - ewm.alpha();
      fresh = ewm.adjust() ? 1 : ewm.alpha();
    }

    void decay() {
      weight *= kept;
      sum *= kept;
      squares *= kept * kept;
    }

    double add(double value) {
      if (count++ == 0) {
        mean = value;
        weight = 1;
        sum = 1;
        squares = 1;
      } else {
        double before = mean;
        double total = weight + fresh;
        mean = before == value ? value : (weight * before + fresh * value) / total;
        variance =
            (weight * (variance + square(before - mean)) + fresh * square(value - mean)) / total;
        sum += fresh;
        squares += fresh * fresh;
        weight = total;
        if (!adjust) {
          sum /= weight;
          squares /= weight * weight;
          weight = 1;
        }
      }
      return switch (moment) {
        case MEAN -> mean;
        case VAR -> unbiased();
        case STD -> Math.sqrt(unbiased());
      };
    }

    /** Whether there are values enough: of a variance two. */
    boolean isKnown() {
      return moment == WindowFunction.Ewm.Moment.MEAN || square(sum) > squares;
    }

    private double unbiased() {
      return variance * square(sum) / (square(sum) - squares);
    }

    private static double square(double x) {
      return x * x;
    }
  }

  /** A column of FLOAT64 whose rows are null until they are set. */
  private static final class Doubles implements AutoCloseable {
    private final int count;
    private final NativeBuffer values;
    private final NativeBuffer validity;
    private boolean built;

    Doubles(MemoryBudget budget, int count) {
      this.count = count;
      this.values = budget.allocateZeroed((long) Double.BYTES * count);
      this.validity = budget.allocateZeroed(Bitmaps.byteSize(count));
    }

    void set(int row, double value) {
      Slots.setFloat64(values.segment(), row, value);
      Bitmaps.set(validity.segment(), row, true);
    }

    ColumnVector build() {
      built = true;
      return ColumnVector.flat(DType.FLOAT64, count, values, validity);
    }

    @Override
    public void close() {
      if (!built) {
        values.close();
        validity.close();
      }
    }
  }
}
