package dev.quern.engine.function.number;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;
import java.util.Arrays;
import java.util.List;

/**
 * Bins between given borders: which of them a value is in, from 0, or where one of them begins. A
 * bin holds its lower border and not its upper one, but for the last, which holds both.
 *
 * @param type of the values: an integer, date or timestamp, or FLOAT64
 * @param borders in rising order, of that type as literals hold them: Long or Double
 * @param asked what is wanted of them
 */
public record BorderedBins(DType type, List<Object> borders, Asked asked)
    implements ScalarFunction {

  /** What is wanted of the bins. */
  public enum Asked {
    /** Of a value the number of its bin; null outside of them, and of NaN. */
    BIN,
    /** Of a bin's number where it begins; of the number of bins where the last ends. */
    BORDER
  }

  /** Copies the list. */
  public BorderedBins {
    borders = List.copyOf(borders);
  }

  @Override
  public String label() {
    return "%s of %d from %s to %s"
        .formatted(
            asked == Asked.BIN ? "bin" : "border",
            borders.size() - 1,
            borders.getFirst(),
            borders.getLast());
  }

  @Override
  public Signature signature() {
    return asked == Asked.BIN
        ? Signature.of(Parameter.ANY).gives(DType.INT64)
        : Signature.of(Parameter.INTEGER).gives(type);
  }

  @Override
  public RowFunction bind(Known known) {
    if (type.isFloating()) {
      double[] reals = borders.stream().mapToDouble(border -> (Double) border).toArray();
      return asked == Asked.BIN
          ? (in, out) -> {
            double value = in.real(0) + 0.0;
            if (value >= reals[0] && value <= reals[reals.length - 1]) {
              out.set(bin(Arrays.binarySearch(reals, value)));
            } else {
              out.setNull();
            }
          }
          : (in, out) -> out.set(reals[(int) in.integer(0)]);
    }
    long[] whole = borders.stream().mapToLong(border -> (Long) border).toArray();
    return asked == Asked.BIN
        ? (in, out) -> {
          long value = in.whole(0);
          if (value >= whole[0] && value <= whole[whole.length - 1]) {
            out.set(bin(Arrays.binarySearch(whole, value)));
          } else {
            out.setNull();
          }
        }
        : (in, out) -> out.set(whole[(int) in.integer(0)]);
  }

  private long bin(int found) {
    int below = found >= 0 ? found : -found - 2;
    return Math.min(below, borders.size() - 2);
  }
}
