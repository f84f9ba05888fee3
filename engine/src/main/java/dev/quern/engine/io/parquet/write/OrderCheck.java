package dev.quern.engine.io.parquet.write;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.io.OrderedColumn;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.KeySide;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.SortingColumn;
import org.jspecify.annotations.Nullable;

/**
 * Whether the rows of a file are in the order that they are said to be in: a file that says so of
 * others must not have it from hearsay. Each row is compared with the one before, until one comes
 * too early.
 *
 * <p>Only columns whose order is the same for everybody are looked at: not floats, as NaN has no
 * place in Parquet's order, nor categoricals, which are in the order of their names there.
 */
final class OrderCheck implements AutoCloseable {
  private final MemoryBudget budget;
  private final List<SortingColumn> declared;
  private final List<SortKey> keys;
  private final List<String> columns;
  private @Nullable Batch last;
  private boolean broken;

  /**
   * Checks rows of {@code schema}.
   *
   * @param order what they are said to be ordered by
   */
  OrderCheck(MemoryBudget budget, Schema schema, List<OrderedColumn> order) {
    this.budget = budget;
    this.declared = new ArrayList<>();
    this.keys = new ArrayList<>();
    this.columns = new ArrayList<>();
    for (OrderedColumn key : order) {
      if (!schema.contains(key.column()) || !hasOneOrder(schema.field(key.column()).type())) {
        break;
      }
      declared.add(
          new SortingColumn(leaf(schema, key.column()), key.descending(), key.nullsFirst()));
      keys.add(new SortKey(columns.size(), key.descending(), key.nullsFirst()));
      columns.add(key.column());
    }
  }

  private static boolean hasOneOrder(DType type) {
    return !type.isNested()
        && !type.isFloating()
        && !(type instanceof IntervalType)
        && !(type instanceof CategoricalType);
  }

  private static int leaf(Schema schema, String column) {
    int leaf = 0;
    for (Field field : schema) {
      if (field.name().equals(column)) {
        break;
      }
      leaf += LeafField.of(field).size();
    }
    return leaf;
  }

  /** Looks at the next rows; {@code batch} stays the caller's. */
  void add(Batch batch) {
    if (keys.isEmpty() || broken || batch.rows() == 0) {
      return;
    }
    try (Batch rows = batch.select(columns)) {
      KeySide side = new KeySide(rows, keys);
      Batch before = last;
      broken = before != null && new KeySide(before, keys).compare(0, side, 0) > 0;
      for (int row = 1; row < rows.rows() && !broken; row++) {
        broken = side.compare(row - 1, side, row) > 0;
      }
      close();
      last = broken ? null : lastOf(rows);
    }
  }

  private Batch lastOf(Batch rows) {
    try (NativeBuffer number = Take.numbers(budget, rows.rows() - 1, 1);
        Batch row = Take.gather(budget, rows, number.segment(), 1)) {
      return Compact.batch(budget, row);
    }
  }

  /** What the rows are in the order of; nothing when they turned out not to be. */
  List<SortingColumn> holds() {
    return broken ? List.of() : List.copyOf(declared);
  }

  @Override
  public void close() {
    Batch row = last;
    last = null;
    if (row != null) {
      row.close();
    }
  }
}
