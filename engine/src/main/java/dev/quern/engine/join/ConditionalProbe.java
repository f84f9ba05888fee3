package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyTable;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Matches that must meet a condition beside equal keys: the pairs of an inner join are tested, and
 * what the kind of join makes of those that pass comes out.
 */
final class ConditionalProbe extends JoinMatches {
  private final TaskContext context;
  private final JoinTable table;
  private final JoinCondition condition;
  private final JoinKind kind;
  private final int chunkRows;
  private final JoinMatches pairs;
  private final Evaluator evaluator;
  private final BitSet matched = new BitSet();
  private @Nullable Batch batch;
  private int row;
  private boolean rowMatched;
  private boolean pairsDone;

  ConditionalProbe(
      TaskContext context,
      JoinTable table,
      JoinMatches pairs,
      JoinCondition condition,
      JoinKind kind,
      int chunkRows) {
    super(context.memory(), chunkRows);
    this.context = context;
    this.table = table;
    this.condition = condition;
    this.kind = kind;
    this.chunkRows = chunkRows;
    this.pairs = pairs;
    this.evaluator = new Evaluator(context.memory());
  }

  @Override
  public void start(Batch rows) {
    batch = rows;
    pairs.start(rows);
    matched.clear();
    setCount(0);
    row = 0;
    rowMatched = false;
    pairsDone = false;
  }

  @Override
  public boolean next() {
    Batch rows = batch;
    setCount(0);
    if (rows == null) {
      return false;
    }
    switch (kind) {
      case INNER -> inner(rows);
      case LEFT -> left(rows);
      case SEMI -> filter(rows, true);
      case ANTI -> filter(rows, false);
    }
    return count() > 0;
  }

  private void inner(Batch rows) {
    while (count() == 0 && pairs.next()) {
      try (Evaluator.Mask mask = test(rows)) {
        for (int i = 0; i < pairs.count(); i++) {
          if (Bitmaps.get(mask.bits().segment(), i)) {
            add(Slots.int32(pairs.probeRows(), i), Slots.int32(pairs.buildRows(), i));
          }
        }
      }
    }
  }

  /* Row by row, so that one without a partner comes out in its place. */
  private void left(Batch rows) {
    while (count() == 0 && !pairsDone) {
      if (!pairs.next()) {
        pairsDone = true;
        finishRows(rows.rows());
        return;
      }
      reserve(rows.rows() + pairs.count());
      try (Evaluator.Mask mask = test(rows)) {
        for (int i = 0; i < pairs.count(); i++) {
          int probe = Slots.int32(pairs.probeRows(), i);
          finishRows(probe);
          if (Bitmaps.get(mask.bits().segment(), i)) {
            add(probe, Slots.int32(pairs.buildRows(), i));
            rowMatched = true;
          }
        }
      }
    }
  }

  /** Ends all rows before {@code next}: those that have found no partner come out without one. */
  private void finishRows(int next) {
    reserve(count() + next - row);
    while (row < next) {
      if (!rowMatched) {
        add(row, KeyTable.ABSENT);
      }
      row++;
      rowMatched = false;
    }
  }

  private void filter(Batch rows, boolean wanted) {
    while (!pairsDone) {
      if (!pairs.next()) {
        pairsDone = true;
        break;
      }
      try (Evaluator.Mask mask = test(rows)) {
        for (int i = 0; i < pairs.count(); i++) {
          if (Bitmaps.get(mask.bits().segment(), i)) {
            matched.set(Slots.int32(pairs.probeRows(), i));
          }
        }
      }
    }
    while (row < rows.rows() && count() < chunkRows) {
      if (matched.get(row) == wanted) {
        add(row, KeyTable.ABSENT);
      }
      row++;
    }
  }

  private Evaluator.Mask test(Batch rows) {
    context.checkCancelled();
    return condition.test(
        evaluator,
        context.memory(),
        rows,
        pairs.probeRows(),
        table.rows(),
        pairs.buildRows(),
        pairs.count());
  }

  @Override
  public JoinKind kind() {
    return kind;
  }

  @Override
  public void close() {
    pairs.close();
    evaluator.close();
    super.close();
  }
}
