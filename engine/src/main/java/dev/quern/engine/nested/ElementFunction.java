package dev.quern.engine.nested;

import dev.quern.engine.function.VectorFunction;
import java.util.List;

/** A function of lists that computes an expression for each of their elements. */
interface ElementFunction extends VectorFunction {

  /** What is computed of each element. */
  ElementExpression each();

  @Override
  default String call(List<String> arguments) {
    return "%s(%s, %s)".formatted(label(), arguments.getFirst(), each().text());
  }

  @Override
  default boolean nullsPass() {
    return each().captures();
  }

  @Override
  default boolean callsUserFunction() {
    return each().callsUserFunction();
  }
}
