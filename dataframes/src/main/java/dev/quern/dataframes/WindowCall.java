package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.window.WindowFrame;
import dev.quern.engine.window.WindowFunction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A window function that still needs to be told its rows: {@code rank().over(orderBy("x"))}. */
public final class WindowCall {
  private final Function<Window, Column> call;
  private final Optional<Function<Window, Column>> ofValues;

  WindowCall(Function<WindowFrame, WindowFunction> function, List<Column> inputs) {
    this(overFrame(function, inputs));
  }

  /** A function made of others. */
  WindowCall(Function<Window, Column> call) {
    this.call = call;
    this.ofValues = Optional.empty();
  }

  /**
   * A function that can ignore nulls.
   *
   * @param ofValues the same over the rows alone that have a value
   */
  WindowCall(Function<Window, Column> call, Function<Window, Column> ofValues) {
    this.call = call;
    this.ofValues = Optional.of(ofValues);
  }

  static Function<Window, Column> overFrame(
      Function<WindowFrame, WindowFunction> function, List<Column> inputs) {
    return window ->
        Column.computed(
            schema -> window.bind(function.apply(window.frame(schema)), inputs, schema));
  }

  /**
   * The same as if the rows in which the column is null were not there, as with {@code IGNORE
   * NULLS} in SQL: {@code lag("x", 1).ignoreNulls()} is the last value before the row that is not
   * null, null where there is none. Each row has a result, those without a value too.
   *
   * @throws PlanException when the function is none of lag, lead, shift, firstValue, lastValue and
   *     nthValue
   */
  public WindowCall ignoreNulls() {
    return new WindowCall(
        ofValues.orElseThrow(
            () ->
                new PlanException(
                    "ignoreNulls is for lag, lead, shift, firstValue, lastValue and nthValue: the"
                        + " other window functions see all rows")));
  }

  /**
   * The value for each row, computed from the rows of {@code window}: a column for {@code select}
   * and {@code withColumns}.
   */
  public Column over(Window window) {
    return call.apply(window);
  }
}
