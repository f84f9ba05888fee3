package dev.quern.engine.function.number;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * Bins of equal width between a lowest and a highest value, of numbers or of timestamps: which of
 * them a value is in, from 0, or where one of them begins.
 *
 * <p>A bin holds its lower border and not its upper one, but for the last, which holds both. A
 * value is in the bin whose borders, as rounded, it lies between.
 *
 * @param bins how many there are
 * @param ofTimes whether values are timestamps, whose borders are whole ticks
 * @param asked what is wanted of them
 */
public record EqualBins(int bins, boolean ofTimes, Asked asked) implements ScalarFunction {

  /** What is wanted of the bins. */
  public enum Asked {
    /** Of (value, lowest, highest) the number of the value's bin; null outside of them. */
    BIN,
    /** Of (number, lowest, highest) where the bin begins; of {@code bins} where the last ends. */
    BORDER
  }

  @Override
  public String label() {
    return (asked == Asked.BIN ? "equal_bin " : "equal_border ") + bins;
  }

  @Override
  public Signature signature() {
    Parameter bound = ofTimes ? Parameter.TIMESTAMP : Parameter.NUMBER;
    return asked == Asked.BIN
        ? Signature.of(bound, bound, bound).gives(DType.INT64).failing()
        : Signature.of(Parameter.INTEGER, bound, bound)
            .gives((List<DType> types) -> ofTimes ? types.getLast() : DType.FLOAT64)
            .failing();
  }

  @Override
  public RowFunction bind(Known known) {
    if (ofTimes) {
      return asked == Asked.BIN
          ? (in, out) -> {
            int bin = bin(in.integer(0), in.integer(1), in.integer(2));
            if (bin < 0) {
              out.setNull();
            }
            out.set((long) bin);
          }
          : (in, out) -> out.set(border(in.integer(0), in.integer(1), in.integer(2)));
    }
    return asked == Asked.BIN
        ? (in, out) -> {
          int bin = bin(in.real(0), in.real(1), in.real(2));
          if (bin < 0) {
            out.setNull();
          }
          out.set((long) bin);
        }
        : (in, out) -> out.set(border(in.integer(0), in.real(1), in.real(2)));
  }

  private int bin(double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      return -1;
    }
    int bin = guess((value - low) / width(low, high));
    while (value < border(bin, low, high)) {
      bin--;
    }
    while (bin < bins - 1 && value >= border(bin + 1L, low, high)) {
      bin++;
    }
    return bin;
  }

  private int bin(long value, long low, long high) {
    if (value < low || value > high) {
      return -1;
    }
    int bin = guess((double) (value - low) / width(low, high));
    while (value < border(bin, low, high)) {
      bin--;
    }
    while (bin < bins - 1 && value >= border(bin + 1L, low, high)) {
      bin++;
    }
    return bin;
  }

  /* What rounding may have put one too far. */
  private int guess(double share) {
    return (int) Math.clamp(share * bins, 0, bins - 1.0);
  }

  private double border(long bin, double low, double high) {
    return bin == bins ? high : low + bin * (width(low, high) / bins);
  }

  private long border(long bin, long low, long high) {
    return bin == bins ? high : low + (long) ((double) width(low, high) * bin / bins);
  }

  private static double width(double low, double high) {
    double width = high - low;
    if (!Double.isFinite(width)) {
      throw new ComputeException(
          "the values from %s to %s are too far apart for bins of equal width"
              .formatted(low, high));
    }
    return width;
  }

  private static long width(long low, long high) {
    try {
      return Math.subtractExact(high, low);
    } catch (ArithmeticException e) {
      throw new ComputeException("the times are too far apart for bins of equal width");
    }
  }
}
