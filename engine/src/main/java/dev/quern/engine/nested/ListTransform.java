package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The lists of what an expression makes of each element.
 *
 * @param each the expression
 */
record ListTransform(ElementExpression each) implements VectorFunction {
  @Override
  public String label() {
    return "list transform";
  }

  @Override
  public String call(List<String> arguments) {
    return "%s(%s, %s)".formatted(label(), arguments.getFirst(), each.text());
  }

  @Override
  public DType type(List<DType> arguments) {
    ListVectors.element(label(), arguments.getFirst());
    return DType.list(each.body().type());
  }

  @Override
  public boolean nullsPass() {
    return each.captures();
  }

  @Override
  public boolean callsUserFunction() {
    return each.callsUserFunction();
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (ColumnVector dense = Spans.dense(budget, arguments.getFirst())) {
      return ListVectors.withElements(
          budget, dense, each.evaluate(budget, dense, arguments, active));
    }
  }
}
