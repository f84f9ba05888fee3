package dev.quern.dataframes;

import dev.quern.engine.window.WindowFrame;
import dev.quern.engine.window.WindowFunction;
import java.util.List;
import java.util.function.Function;

/** A window function that still needs to be told its rows: {@code rank().over(orderBy("x"))}. */
public final class WindowCall {
  private final Function<Window, Column> call;

  WindowCall(Function<WindowFrame, WindowFunction> function, List<Column> inputs) {
    this(
        window ->
            Column.computed(
                schema -> window.bind(function.apply(window.frame(schema)), inputs, schema)));
  }

  /** A function made of others. */
  WindowCall(Function<Window, Column> call) {
    this.call = call;
  }

  /**
   * The value for each row, computed from the rows of {@code window}: a column for {@code select}
   * and {@code withColumns}.
   */
  public Column over(Window window) {
    return call.apply(window);
  }
}
