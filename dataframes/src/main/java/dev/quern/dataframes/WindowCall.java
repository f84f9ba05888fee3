package dev.quern.dataframes;

import dev.quern.engine.window.WindowFrame;
import dev.quern.engine.window.WindowFunction;
import java.util.List;
import java.util.function.Function;

/** A window function that still needs to be told its rows: {@code rank().over(orderBy("x"))}. */
public final class WindowCall {
  private final Function<WindowFrame, WindowFunction> function;
  private final List<Column> inputs;

  WindowCall(Function<WindowFrame, WindowFunction> function, List<Column> inputs) {
    this.function = function;
    this.inputs = inputs;
  }

  /**
   * The value for each row, computed from the rows of {@code window}: a column for {@code select}
   * and {@code withColumns}.
   */
  public Column over(Window window) {
    WindowFunction framed = function.apply(window.frame());
    return Column.computed(schema -> window.bind(framed, inputs, schema));
  }
}
