package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.RowSorter;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements of a list in the order of what expressions make of them; equal ones keep theirs. All
 * lists of the vector are sorted at once, by list and then by these.
 *
 * @param each a struct of what is sorted by, none of it nested
 * @param descending for each of its fields, whether the greatest comes first
 * @param nullsFirst for each of its fields, whether nulls come before all values
 */
record ListSort(ElementExpression each, List<Boolean> descending, List<Boolean> nullsFirst)
    implements ElementFunction {

  /** Copies the lists. */
  ListSort {
    descending = List.copyOf(descending);
    nullsFirst = List.copyOf(nullsFirst);
  }

  @Override
  public String label() {
    return "list sort by";
  }

  @Override
  public DType type(List<DType> arguments) {
    ListVectors.element(label(), arguments.getFirst());
    if (!(each.body().type() instanceof StructType struct)
        || struct.fields().size() != descending.size()
        || struct.fields().stream().anyMatch(field -> field.type().isNested())) {
      throw new PlanException("%s needs a struct of keys, not %s".formatted(label(), each.text()));
    }
    return arguments.getFirst();
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (ColumnVector dense = Spans.dense(budget, arguments.getFirst());
        ColumnVector values = each.evaluate(budget, dense, arguments, active);
        Batch sorted = batch(budget, dense, values);
        NativeBuffer order = RowSorter.sort(budget, sorted, order())) {
      return ListVectors.withElements(
          budget, dense, Take.gather(budget, dense.elements(), order.segment(), sorted.rows()));
    }
  }

  private List<SortKey> order() {
    List<SortKey> order = new ArrayList<>();
    order.add(SortKey.ascending(0));
    for (int i = 0; i < descending.size(); i++) {
      order.add(new SortKey(i + 1, descending.get(i), nullsFirst.get(i)));
    }
    return order;
  }

  private static Batch batch(MemoryBudget budget, ColumnVector dense, ColumnVector keys) {
    int n = dense.elements().length();
    List<Field> fields = new ArrayList<>();
    List<ColumnVector> columns = new ArrayList<>();
    fields.add(Field.of("list", DType.INT32));
    columns.add(ColumnVector.flat(DType.INT32, n, Spans.parents(budget, dense), null));
    for (ColumnVector key : keys.fields()) {
      fields.add(Field.of("key " + fields.size(), key.type()));
      columns.add(key.retain());
    }
    return Batch.of(Schema.of(fields), n, columns);
  }
}
