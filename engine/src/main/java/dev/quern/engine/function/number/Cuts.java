package dev.quern.engine.function.number;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import java.util.Arrays;
import java.util.List;

/**
 * The name of the range that a value is in, of ranges between given borders; null of NaN, and
 * outside of them. A range holds its lower border and not its upper one, or the other way round;
 * the one at the end of the bounded ranges holds both.
 *
 * @param type of the values: an integer, date or timestamp, or FLOAT64
 * @param borders in rising order, of that type as literals hold them: Long or Double
 * @param rightClosed whether a range holds its upper border
 * @param unbounded whether there are two more ranges, of what is below and above all borders
 * @param names of the ranges, in rising order
 */
public record Cuts(
    DType type, List<Object> borders, boolean rightClosed, boolean unbounded, CategoricalType names)
    implements ScalarFunction {
  private static final int NONE = -1;

  /** Copies the list. */
  public Cuts {
    borders = List.copyOf(borders);
  }

  @Override
  public String label() {
    return "cut at " + borders;
  }

  @Override
  public Signature signature() {
    return Signature.of(Parameter.ANY).gives(names);
  }

  @Override
  public RowFunction bind(Known known) {
    if (type.isFloating()) {
      // Of zeros there is one.
      double[] reals = borders.stream().mapToDouble(border -> (Double) border + 0.0).toArray();
      return (in, out) -> {
        double value = in.real(0) + 0.0;
        set(Double.isNaN(value) ? NONE : range(Arrays.binarySearch(reals, value)), out);
      };
    }
    long[] whole = borders.stream().mapToLong(border -> (Long) border).toArray();
    return (in, out) -> set(range(Arrays.binarySearch(whole, in.whole(0))), out);
  }

  /* The range of a value that was searched for among the borders. */
  private int range(int found) {
    int below = found >= 0 ? found : -found - 1;
    int belowOrAt = found >= 0 ? found + 1 : below;
    int passed = rightClosed ? below : belowOrAt;
    if (unbounded) {
      return passed;
    }
    return belowOrAt == 0 || below == borders.size()
        ? NONE
        : Math.clamp(passed - 1L, 0, borders.size() - 2);
  }

  private static void set(int range, RowResult out) {
    if (range == NONE) {
      out.setNull();
    } else {
      out.set((long) range);
    }
  }
}
