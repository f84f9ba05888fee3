package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of rows of equal keys that may meet a condition, found by a {@link RangeIndex} of the
 * table: all that do, and none that its comparisons rule out. The partners of a row come in the
 * order of the table.
 */
final class RangeProbe extends JoinMatches {
  /**
   * A comparison of a value of the table, on the left, with one of the probe side.
   *
   * @param key which of the index's values
   * @param probe over the columns that the condition reads
   */
  private record Bound(int key, CompareOp relation, Expr probe) {}

  private final MemoryBudget budget;
  private final RangeIndex index;
  private final KeyNumbers numbers;
  private final JoinCondition condition;
  private final List<Bound> bounds;
  private final int chunkRows;
  private final Evaluator evaluator;
  private final List<ColumnVector> values = new ArrayList<>();
  private final RangeIndex.Found found;
  private MemorySegment known = MemorySegment.NULL;
  private int rows;
  private int row;
  private int partner;

  private RangeProbe(
      MemoryBudget budget,
      RangeIndex index,
      KeyNumbers numbers,
      JoinCondition condition,
      List<Bound> bounds,
      int most,
      int chunkRows) {
    super(budget, chunkRows);
    this.budget = budget;
    this.index = index;
    this.numbers = numbers;
    this.condition = condition;
    this.bounds = bounds;
    this.chunkRows = chunkRows;
    this.found = new RangeIndex.Found(most);
    this.evaluator = new Evaluator(budget);
  }

  /**
   * A probe of the table's index by what {@code condition} says of its values; null if nothing.
   * Where {@code kind} asks whether there is a partner, and the index knows all of the condition,
   * one is enough.
   */
  static @Nullable RangeProbe of(
      MemoryBudget budget,
      JoinTable table,
      RangeIndex index,
      List<Integer> keys,
      JoinCondition condition,
      JoinKind kind,
      int chunkRows) {
    int probes = condition.probeColumns().size();
    Map<String, Expr> build = new HashMap<>();
    for (int i = 0; i < condition.buildColumns().size(); i++) {
      Field column = table.rows().schema().field(condition.buildColumns().get(i));
      build.put(
          condition.schema().field(probes + i).name(),
          new Expr.Column(column.name(), column.type()));
    }
    List<Bound> bounds = new ArrayList<>();
    for (RangeComparison part : RangeComparison.of(condition.condition(), build.keySet())) {
      Expr key = Exprs.replaceColumns(part.build(), c -> build.getOrDefault(c.name(), c));
      int number = index.keys().indexOf(key);
      if (number >= 0) {
        bounds.add(new Bound(number, part.relation(), part.probe()));
      }
    }
    if (bounds.isEmpty()) {
      return null;
    }
    boolean isAll =
        bounds.size() == Exprs.conjuncts(condition.condition()).size()
            && bounds.stream().filter(bound -> bound.key() > 0).count() <= 1;
    int most = isAll && !kind.hasBuildColumns() ? 1 : Integer.MAX_VALUE;
    KeyNumbers numbers = new KeyNumbers(budget, table, keys);
    try {
      return new RangeProbe(
          budget, index, numbers, condition, List.copyOf(bounds), most, chunkRows);
    } catch (RuntimeException | Error e) {
      numbers.close();
      throw e;
    }
  }

  @Override
  public void start(Batch batch) {
    clear();
    List<ColumnVector> read = new ArrayList<>();
    condition.probeColumns().forEach(position -> read.add(batch.column(position).retain()));
    Schema schema = Schema.of(condition.schema().fields().subList(0, read.size()));
    try (Batch probe = Batch.of(schema, batch.rows(), read)) {
      for (Bound bound : bounds) {
        try (ColumnVector value = evaluator.evaluate(bound.probe(), probe)) {
          values.add(Selections.flat(budget, value));
        }
      }
    }
    known = numbers.find(batch);
    rows = batch.rows();
    row = -1;
    partner = 0;
  }

  private void clear() {
    values.forEach(ColumnVector::close);
    values.clear();
    found.clear();
    rows = 0;
  }

  @Override
  public boolean next() {
    setCount(0);
    while (count() < chunkRows && row < rows) {
      if (partner == found.count()) {
        partner = 0;
        found.clear();
        if (++row < rows) {
          find();
        }
        continue;
      }
      int more = Math.min(found.count() - partner, chunkRows - count());
      for (int i = 0; i < more; i++) {
        add(row, found.get(partner++));
      }
    }
    return count() > 0;
  }

  /** The partners of the row. */
  private void find() {
    int key = Slots.int32(known, row);
    if (key < 0) {
      return;
    }
    if (!index.holds(key)) {
      index.untested(key, found);
      return;
    }
    int from = index.start(key);
    int to = index.end(key);
    int second = -1;
    for (int i = 0; i < bounds.size(); i++) {
      ColumnVector value = values.get(i);
      if (!Bitmaps.get(value.validityOrAll(), row)) {
        return;
      }
      Bound bound = bounds.get(i);
      if (bound.key() > 0) {
        second = second < 0 ? i : second;
        continue;
      }
      long word = index.word(0, value, row);
      switch (bound.relation()) {
        case LT -> to = index.notLess(from, to, word);
        case LE -> to = index.greater(from, to, word);
        case GT -> from = index.greater(from, to, word);
        default -> from = index.notLess(from, to, word);
      }
    }
    if (second < 0) {
      index.all(from, to, found);
    } else {
      long word = index.word(1, values.get(second), row);
      index.those(from, to, bounds.get(second).relation(), word, found);
    }
    found.sort();
  }

  @Override
  public JoinKind kind() {
    return JoinKind.INNER;
  }

  @Override
  public void close() {
    clear();
    numbers.close();
    evaluator.close();
    super.close();
  }
}
