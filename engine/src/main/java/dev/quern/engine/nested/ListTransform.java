package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The lists of what an expression makes of each element.
 *
 * @param each the expression
 */
record ListTransform(ElementExpression each) implements ElementFunction {
  @Override
  public String label() {
    return "list transform";
  }

  @Override
  public DType type(List<DType> arguments) {
    ListVectors.element(label(), arguments.getFirst());
    return DType.list(each.body().type());
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
