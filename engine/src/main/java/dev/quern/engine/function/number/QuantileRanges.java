package dev.quern.engine.function.number;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;

/**
 * Of a number, and of the borders behind it in rising order, how many borders are below the number:
 * which range between them it is in, where a range holds its upper border.
 *
 * @param type of the result: INT64, or a categorical of the names of the ranges
 */
public record QuantileRanges(DType type) implements ScalarFunction {
  @Override
  public String label() {
    return "range among";
  }

  @Override
  public Signature signature() {
    return Signature.of(Parameter.NUMBER).repeating().gives(type);
  }

  @Override
  public RowFunction bind(Known known) {
    int size = known.size();
    return (in, out) -> {
      double value = in.real(0);
      int below = 0;
      // NaN is the greatest number.
      while (below + 1 < size && !(value <= in.real(below + 1))) {
        below++;
      }
      out.set((long) below);
    };
  }
}
