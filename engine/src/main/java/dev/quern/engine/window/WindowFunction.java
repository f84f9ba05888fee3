package dev.quern.engine.window;

import dev.quern.engine.PlanException;
import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.type.DType;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/** What is computed for a row from the rows of its partition. */
public sealed interface WindowFunction extends Serializable {

  /** The type of the result over inputs of these types. */
  DType resultType(List<DType> inputs);

  /** Whether it means something only of rows in an order. */
  boolean needsOrder();

  /** The frame it looks at; the partition if it has none. */
  default WindowFrame frame() {
    return WindowFrame.PARTITION;
  }

  /** A place in the order of the partition. */
  enum Ranking {
    /** 1, 2, 3... INT64. */
    ROW_NUMBER,
    /** 1 and the number of rows before the row's peers: 1, 1, 3. INT64. */
    RANK,
    /** 1 and the number of runs of peers before the row's: 1, 1, 2. INT64. */
    DENSE_RANK,
    /** (rank - 1) / (rows - 1), and 0 of one row. FLOAT64. */
    PERCENT_RANK,
    /** The share of the rows up to the row and its peers. FLOAT64. */
    CUME_DIST
  }

  /** A place in the order. */
  record Rank(Ranking ranking) implements WindowFunction {
    @Override
    public DType resultType(List<DType> inputs) {
      return ranking == Ranking.PERCENT_RANK || ranking == Ranking.CUME_DIST
          ? DType.FLOAT64
          : DType.INT64;
    }

    @Override
    public boolean needsOrder() {
      return ranking != Ranking.ROW_NUMBER;
    }

    @Override
    public String toString() {
      return lower(ranking);
    }
  }

  /**
   * The bucket of a row, from 1, when the partition is cut in order into {@code buckets} whose
   * sizes differ by one row at most, larger ones first. INT64.
   */
  record Ntile(int buckets) implements WindowFunction {
    /**
     * Checks the number.
     *
     * @throws PlanException when it is not positive
     */
    public Ntile {
      if (buckets < 1) {
        throw new PlanException("ntile needs a bucket at least, not " + buckets);
      }
    }

    @Override
    public DType resultType(List<DType> inputs) {
      return DType.INT64;
    }

    @Override
    public boolean needsOrder() {
      return true;
    }

    @Override
    public String toString() {
      return "ntile " + buckets;
    }
  }

  /**
   * The input {@code offset} rows before the row, or behind it if negative; null where there is no
   * such row.
   *
   * @param ignoresNulls whether only rows count in which the input is not null, but for the row
   *     itself, which is the one at offset 0
   */
  record Shift(long offset, boolean ignoresNulls) implements WindowFunction {
    @Override
    public DType resultType(List<DType> inputs) {
      return inputs.getFirst();
    }

    @Override
    public boolean needsOrder() {
      return true;
    }

    @Override
    public String toString() {
      return "shift by " + offset + (ignoresNulls ? " ignoring nulls" : "");
    }
  }

  /**
   * The input of the {@code n}-th row of the frame, from 1, or from its end if negative; null where
   * there is none.
   *
   * @param ignoresNulls whether only rows count in which the input is not null
   */
  record Nth(long n, boolean ignoresNulls, WindowFrame frame) implements WindowFunction {
    /**
     * Checks the number.
     *
     * @throws PlanException when it is 0
     */
    public Nth {
      if (n == 0) {
        throw new PlanException("rows of a frame are numbered from 1, or from -1 backwards");
      }
    }

    @Override
    public DType resultType(List<DType> inputs) {
      return inputs.getFirst();
    }

    @Override
    public boolean needsOrder() {
      return true;
    }

    @Override
    public String toString() {
      return "%s %d of %s".formatted(ignoresNulls ? "value" : "row", n, frame);
    }
  }

  /**
   * The input, and where it is null the nearest value before that is not, or behind if not {@code
   * forward}, if it is at most {@code limit} rows away.
   */
  record Fill(boolean forward, long limit) implements WindowFunction {
    /**
     * Checks the limit.
     *
     * @throws PlanException when it is not positive
     */
    public Fill {
      if (limit < 1) {
        throw new PlanException("a fill reaches a row at least, not " + limit);
      }
    }

    @Override
    public DType resultType(List<DType> inputs) {
      return inputs.getFirst();
    }

    @Override
    public boolean needsOrder() {
      return true;
    }

    @Override
    public String toString() {
      return (forward ? "forward" : "backward") + " fill";
    }
  }

  /**
   * The input, and where it is null the value on the straight line between the nearest ones before
   * and behind that are not: by the rows between, or by a second input. Null where there is no
   * value on either side. FLOAT64.
   */
  record Interpolate() implements WindowFunction {
    @Override
    public DType resultType(List<DType> inputs) {
      requireNumber("interpolate", inputs.getFirst());
      if (inputs.size() > 1 && !inputs.get(1).isTemporal()) {
        requireNumber("interpolate by", inputs.get(1));
      }
      return DType.FLOAT64;
    }

    @Override
    public boolean needsOrder() {
      return true;
    }

    @Override
    public String toString() {
      return "interpolate";
    }
  }

  /**
   * A moment of the values up to the row, whose weights fall by {@code 1 - alpha} from row to row;
   * null where the input is. FLOAT64.
   *
   * @param adjust whether the weights are {@code (1 - alpha)^i}, divided by their sum; otherwise a
   *     value enters with weight alpha, and the first one with what is left
   * @param moment what is computed
   */
  record Ewm(double alpha, boolean adjust, Moment moment) implements WindowFunction {
    /** What is computed of weighted values; the last two without bias, null of one value. */
    public enum Moment {
      MEAN,
      VAR,
      STD
    }

    /**
     * Checks alpha.
     *
     * @throws PlanException when it is not above 0 and at most 1
     */
    public Ewm {
      if (!(alpha > 0 && alpha <= 1)) {
        throw new PlanException("exponential weights need 0 < alpha <= 1, not " + alpha);
      }
    }

    @Override
    public DType resultType(List<DType> inputs) {
      requireNumber(toString(), inputs.getFirst());
      return DType.FLOAT64;
    }

    @Override
    public boolean needsOrder() {
      return true;
    }

    @Override
    public String toString() {
      return "ewm " + lower(moment);
    }
  }

  /** An aggregate over the rows of the frame. */
  record Framed(AggregateFunction function, WindowFrame frame) implements WindowFunction {
    @Override
    public DType resultType(List<DType> inputs) {
      return function.resultType(inputs);
    }

    @Override
    public boolean needsOrder() {
      return frame.needsOrder();
    }

    @Override
    public String toString() {
      return frame.isPartition() ? function.toString() : "%s of %s".formatted(function, frame);
    }
  }

  private static void requireNumber(String function, DType type) {
    if (!type.isNumeric()) {
      throw new PlanException("%s needs a number, not %s".formatted(function, type));
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
