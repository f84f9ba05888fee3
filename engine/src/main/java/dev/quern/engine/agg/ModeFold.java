package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;

/** Modes: the longest run of equal words of each group, in ascending order. */
final class ModeFold implements WordFold {
  private final DType type;
  private final GroupArray best;
  private final GroupArray bestCounts;
  private final GroupArray run;
  private final GroupArray runCounts;

  ModeFold(MemoryBudget budget, DType type) {
    this.type = type;
    this.best = new GroupArray(budget, Long.BYTES, 0);
    this.bestCounts = new GroupArray(budget, Long.BYTES, 0);
    this.run = new GroupArray(budget, Long.BYTES, 0);
    this.runCounts = new GroupArray(budget, Long.BYTES, 0);
  }

  @Override
  public void expect(int group, int groups, long count) {}

  @Override
  public void accept(int group, MemorySegment words, int from, int to) {
    new WordSelect(words).sort(from, to);
    int groups = group + 1;
    long word = Slots.int64(run.slots(groups), group);
    long count = Slots.int64(runCounts.slots(groups), group);
    for (int i = from; i < to; i++) {
      long next = Slots.int64(words, i);
      if (count == 0 || next != word) {
        offer(group, word, count);
        word = next;
        count = 0;
      }
      count++;
    }
    Slots.setInt64(run.slots(groups), group, word);
    Slots.setInt64(runCounts.slots(groups), group, count);
  }

  private void offer(int group, long word, long count) {
    if (count > Slots.int64(bestCounts.slots(group + 1), group)) {
      Slots.setInt64(best.slots(group + 1), group, word);
      Slots.setInt64(bestCounts.slots(group + 1), group, count);
    }
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    try (ColumnBuilder column = new ColumnBuilder(target, type, groups)) {
      for (int group = 0; group < groups; group++) {
        offer(
            group,
            Slots.int64(run.slots(groups), group),
            Slots.int64(runCounts.slots(groups), group));
        if (Slots.int64(bestCounts.slots(groups), group) == 0) {
          column.appendNull();
        } else {
          Words.append(column, type, Slots.int64(best.slots(groups), group));
        }
      }
      return column.build();
    }
  }

  @Override
  public long byteSize() {
    return best.byteSize() + bestCounts.byteSize() + run.byteSize() + runCounts.byteSize();
  }

  @Override
  public void close() {
    best.close();
    bestCounts.close();
    run.close();
    runCounts.close();
  }
}
