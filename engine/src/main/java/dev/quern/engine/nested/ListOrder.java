package dev.quern.engine.nested;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.function.nested.NestedKey;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.RowSorter;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The elements of a list in order, nulls last, NaN behind all numbers. All lists of the vector are
 * sorted at once, by list and then by element.
 *
 * @param descending whether the greatest comes first
 */
record ListOrder(boolean descending) implements VectorFunction {
  @Override
  public String label() {
    return descending ? "list sort descending" : "list sort";
  }

  @Override
  public DType type(List<DType> arguments) {
    DType element = ListVectors.element(label(), arguments.getFirst());
    Exprs.requireKey("sorted", "an element of the list", element);
    return arguments.getFirst();
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (ColumnVector dense = Spans.dense(budget, arguments.getFirst());
        ColumnVector values = NestedKey.of(budget, dense.elements())) {
      int n = values.length();
      Schema schema = Schema.of(Field.of("list", DType.INT32), Field.of("element", values.type()));
      List<SortKey> keys = List.of(SortKey.ascending(0), new SortKey(1, descending, false));
      ColumnVector list = ColumnVector.flat(DType.INT32, n, Spans.parents(budget, dense), null);
      try (Batch elements = Batch.of(schema, n, List.of(list, values.retain()));
          NativeBuffer order = RowSorter.sort(budget, elements, keys)) {
        return ListVectors.withElements(
            budget, dense, Take.gather(budget, dense.elements(), order.segment(), n));
      }
    }
  }
}
